"""Counselors' and coordinators' pages, rendered on the server."""
