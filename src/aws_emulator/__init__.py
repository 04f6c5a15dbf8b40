"""Embedded AWS services that answer over HTTP on a loopback port."""
