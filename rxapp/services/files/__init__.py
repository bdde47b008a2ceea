"""Files people gave us: kept outside the web root, handed out only to those who may have them."""
