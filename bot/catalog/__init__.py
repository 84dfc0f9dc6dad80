"""Dated, sourced facts as YAML, and the loader that checks them."""
