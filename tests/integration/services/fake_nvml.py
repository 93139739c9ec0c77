"""The stand-in for NVIDIA's management library that the unit tests of telemetry/gpu use, for a whole server."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]


def build(folder):
    """Compiles it into the folder. A server that loads it has FAKE_NVML_DEVICES devices."""
    library = pathlib.Path(folder) / "libfake-nvml.so"
    source = ROOT / "src/telemetry/gpu/testing/fake_nvml.cpp"
    subprocess.run(["g++", "-std=c++23", "-shared", "-fPIC", f"-I{ROOT / 'src'}", source, "-o", library], check=True)
    return library
