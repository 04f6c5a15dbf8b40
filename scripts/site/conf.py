# ruff: noqa: A001 - `copyright` is a name that Sphinx reads
"""How Sphinx builds the site; why these parts: docs/decisions/0015-site.md."""

from __future__ import annotations

project = "Segments as Code"
author = "The Segments as Code authors"
copyright = author
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["alert", "strikethrough"]
myst_heading_anchors = 4  # GitHub's own anchors, down to ####
nitpicky = True
html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "source_repository": "https://github.com/segments-as-code/segments-as-code/",
    "navigation_with_keys": True,
}
smartquotes = False
pygments_style = "default"
html_static_path = ["../node_modules/mermaid/dist/mermaid.min.js"]
