"""Where the rooms meet. QtCore and the undo stack only: everything here runs without a window."""
