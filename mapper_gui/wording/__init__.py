"""Facts to sentences, rules to words. No Qt: the window, the command line and workbooks share it."""
