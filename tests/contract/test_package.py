"""Installed from a wheel, the pages and mails have what they are made of."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared")


def files_in(folder: Path) -> set[str]:
    found = (each.relative_to(folder) for package in PACKAGES for each in (folder / package).rglob("*"))
    return {str(each) for each in found if (folder / each).is_file() and "__pycache__" not in each.parts}


def test_whatever_lies_beside_the_code_is_packed_with_it(tmp_path: Path):
    source, built = tmp_path / "source", tmp_path / "built"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)

    build = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q", "build_py", "--build-lib", str(built)]
    subprocess.run(build, cwd=source, check=True, capture_output=True, text=True)

    assert files_in(built) == files_in(source)
