"""Where this machine keeps what the program remembers. The names never change: people's settings
and keys hang on them."""

from pathlib import Path

NAME = "mapper-for-commcare"


def settings_folder() -> Path:
    """What the person chose: language, recent files, connections without keys."""
    import platformdirs

    return platformdirs.user_config_path(NAME, appauthor=False)


def state_folder() -> Path:
    """What must survive a crash: unsaved edits and earlier versions of saved projects."""
    import platformdirs

    return platformdirs.user_state_path(NAME, appauthor=False)


def cache_folder() -> Path:
    """What can be made again."""
    import platformdirs

    return platformdirs.user_cache_path(NAME, appauthor=False)
