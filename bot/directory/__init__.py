"""The institutions, who watches over them, and how people name them."""
