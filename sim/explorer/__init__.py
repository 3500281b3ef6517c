"""A local web page to play with a scenario; needs the extra ``explore``."""
