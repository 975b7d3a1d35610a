"""An environment of its own for a bench in Python."""

import os
import subprocess
import sys
from pathlib import Path


def in_venv(folder, needed):
    """Starts again inside an environment that has what is needed."""
    python = folder / "bin" / "python"
    if Path(sys.prefix).resolve() == folder.resolve():
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *needed], check=True)
    os.execv(python, [str(python), *sys.argv])
