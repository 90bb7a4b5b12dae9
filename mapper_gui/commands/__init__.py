"""What each command of `mapper` does. `mapper_gui.cli` is the door; here is no parsing of arguments."""
