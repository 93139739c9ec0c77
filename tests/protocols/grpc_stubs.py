"""Python stubs of api/proto, made anew for each process in a temporary folder."""
import atexit
import importlib
import pathlib
import shutil
import sys
import tempfile

from .contract import ROOT

PROTO = ROOT / "api/proto"


def load():
    """The generated modules by the name of their file: {"job": (messages, services), ...}."""
    import grpc_tools
    from grpc_tools import protoc

    folder = tempfile.mkdtemp(prefix="lectern-stubs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    well_known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    files = sorted(str(file.relative_to(PROTO)) for file in PROTO.rglob("*.proto"))
    arguments = ["protoc", f"-I{PROTO}", f"-I{well_known}", f"--python_out={folder}", f"--grpc_python_out={folder}", *files]
    if protoc.main(arguments) != 0:
        raise RuntimeError("protoc failed")
    sys.path.insert(0, folder)
    modules = {}
    for file in files:
        name = file.removesuffix(".proto").replace("/", ".")
        modules[pathlib.Path(file).stem] = (
            importlib.import_module(name + "_pb2"), importlib.import_module(name + "_pb2_grpc"))
    return modules
