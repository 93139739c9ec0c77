"""Programs of servers that are built from Go's modules into the cache."""
import shutil
import subprocess
import tempfile

from services.process import CACHE


def build(name, version, program, *steps, output="."):
    """The program: that in the cache, or else made by the steps, each a command in an empty folder, which leave it in the
    folder `output` of that. Takes minutes the first time."""
    folder = CACHE / "services" / f"{name}-{version}"
    if not (folder / program).exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            for step in steps:
                step(work)
            shutil.move(f"{work}/{output}/{program}", folder / program)
    return folder / program


def go(*words, folder="."):
    """A step that runs `go` in that folder of the work."""
    return lambda work: subprocess.run(["go", *words], cwd=f"{work}/{folder}", check=True)


def compile_to(program, package, *options, folder="."):
    """The last step: a program without what only debuggers want."""
    return go("build", *options, "-trimpath", "-ldflags", "-s -w", "-o", program, package, folder=folder)
