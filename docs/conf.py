"""Build the manual:  python -m sphinx -W -c docs . build/manual  writes it as a site.

The folder of the project is the source, so that a link from one page to another, to a notebook or to an
example leads to the same file on a disk, in a browser of code, and on the site.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "docs" / "_ext"), str(ROOT)]

import sysmap.version  # noqa: E402

project = "sysmap"
author = "sysmap contributors"
project_copyright = author
version = release = sysmap.version.__version__
language = "en-GB"

root_doc = "docs/index"
include_patterns = [
    "docs/*.md",
    "notebooks/*.ipynb",
    "examples/*/README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
]
exclude_patterns = [".venv", "venv", "build", "**/.ipynb_checkpoints"]
extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc", "sphinx_click", "manual"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]

# Notebooks are committed without outputs, and run when the site is built; what they save is thrown away.
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "notebooks")
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_merge_streams = True
# No page asks anything of a network: no fonts, no scripts from elsewhere.
nb_ipywidgets_js = {}

default_role = "code"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = "sysmap: the manual"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
templates_path = ["_templates"]
html_additional_pages = {"index": "moved.html"}
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_theme_options = {"navigation_with_keys": False}
