"""The repositories, one noun a module; each runs inside the transaction of its unit of work."""
