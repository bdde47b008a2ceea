"""One route per module: a layout bound to a state."""
