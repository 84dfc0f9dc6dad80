"""Where residents write from, and how what is said to them and to staff goes out."""
