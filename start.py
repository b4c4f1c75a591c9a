"""Start here, in any terminal, with Python 3.11 or newer and nothing else.

    python start.py                 install sysmap into the folder .venv, run the demo and open its map
    python start.py test            check that everything works on this computer
    python start.py manual          build the manual and open it
    python start.py map a.csv ...   any command of sysmap, run by the environment in .venv

Without a network, put the folder `wheelhouse` beside this file: everything is then installed from it.
"""

import hashlib
import os
import subprocess
import sys
import webbrowser
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
WHEELS = HERE / "wheelhouse"
OLDEST = (3, 11)
OFFLINE = """Packages could not be installed: what pip says stands above.
- Without a network: put the folder wheelhouse beside start.py, then run this again.
- Behind a proxy of your organisation: ask for its address, and set HTTPS_PROXY to it.
- Where a scanner of files is slow: run this again; what was loaded is kept."""


class StartError(Exception):
    """What stops the start, in words for the person in front of it."""


def main(words):
    """Do what the words say; give the exit status."""
    here = sys.version_info
    if here < OLDEST:
        raise StartError(
            f"This is Python {here[0]}.{here[1]}, and sysmap needs {OLDEST[0]}.{OLDEST[1]} or newer. "
            "Install it, or start a newer one by its name: py -3.13 start.py on Windows, python3.13 start.py "
            "elsewhere."
        )
    first = words[0] if words else "demo"
    if first in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    python = environment()
    if first == "test":
        install(python, "test")
        return run([python, "-m", "pytest", *words[1:]], HERE)
    if first == "manual":
        install(python, "docs")
        site = HERE / "build" / "manual"
        status = run([python, "-m", "sphinx", "-q", "-c", "docs", ".", str(site)], HERE)
        return status or show(site / "docs" / "index.html")
    install(python)
    if not words:
        before = set(HERE.glob("sysmap-demo*"))
        status = run([python, "-m", "sysmap", "demo"], HERE)
        print("\nYour own records next:  python start.py map partners.csv collaborations.csv -o map.html")
        new = sorted(set(HERE.glob("sysmap-demo*")) - before)
        return status or (show(new[0] / "map.html") if new else 0)
    return run([python, "-m", "sysmap", *words], Path.cwd())


def environment():
    """Make the environment in .venv, if it is not there; give its Python."""
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("Making an environment in", HOME, flush=True)
        if run([sys.executable, "-m", "venv", str(HOME)], HERE):
            raise StartError(
                "No environment could be made. On Debian and Ubuntu install the package python3-venv. "
                f"Elsewhere see whether you may write to {HERE}, and whether it has a short path."
            )
    try:
        works = run([str(python), "-c", "import pip"], HERE) == 0
    except OSError:
        works = False
    if not works:
        raise StartError(
            f"The environment in {HOME} does not work any more. Delete that folder, and run this again."
        )
    return str(python)


def install(python, extra=""):
    """Install sysmap into the environment, unless just this is installed there already."""
    note = HOME / (f"installed-{extra or 'sysmap'}.txt")
    wanted = fingerprint()
    if note.exists() and note.read_text(encoding="utf-8") == wanted:
        return
    print("Installing sysmap and what it needs: this takes a minute or two, once.", flush=True)
    what = ["-e", f".[{extra}]"] if extra else ["-e", "."]
    source = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    quiet = ["--quiet", "--disable-pip-version-check"]
    if run([python, "-m", "pip", "install", *quiet, *source, *what], HERE):
        raise StartError(OFFLINE)
    note.write_text(wanted, encoding="utf-8")


def fingerprint():
    """Tell by what an installation depends on whether it is of this folder as it is now."""
    parts = [str(HERE), (HERE / "setup.cfg").read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest() + "\n"


def run(words, folder):
    """Run a program; give its exit status."""
    return subprocess.call(words, cwd=str(folder))


def show(page):
    """Open a page in the browser, where there is one, and say where it is."""
    print("\nOpening", page, flush=True)
    on_screen = os.name == "nt" or sys.platform == "darwin"
    if on_screen or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(page.as_uri())
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StartError as failure:
        sys.exit("\n" + str(failure))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run it again to go on.")
