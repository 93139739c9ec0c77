"""What GPUs do and how they are."""
from layout import Board, chosen, quantile, rate

DEVICE = "{{instance}} {{gpu}} {{name}}"


def board():
    board = Board("lectern-gpu", "Lectern / GPU utilisation", "What GPUs do and how they are, as NVML tells it.")
    board.variable("gpu", "gpu_utilization_ratio", "GPU")
    gpu = 'gpu=~"$gpu"'

    board.row("At a glance")
    board.number("GPUs", f"sum({chosen('gpu_devices')})", alerts=["GpuLost"])
    board.number("Mean utilisation", f"avg({chosen('gpu_utilization_ratio', gpu)})", alerts=["GpuSaturated"])
    board.number("Fullest memory", f"max({chosen('gpu_memory_used_bytes', gpu)} / {chosen('gpu_memory_total_bytes', gpu)})", unit="percentunit",
                 alerts=["GpuMemoryFull"], steps=[(None, "green"), (0.9, "orange"), (0.95, "red")])
    board.number("Hottest", f"max({chosen('gpu_temperature_celsius', gpu)})", alerts=["GpuHot"], steps=[(None, "green"), (80, "orange"), (85, "red")])
    board.number("Power", f"sum({chosen('gpu_power_watts', gpu)})", "Of all of them together.")
    board.number("Oldest sample", f"max({chosen('gpu_sample_age_seconds')})", alerts=["GpuSamplesFailing"], steps=[(None, "green"), (60, "red")])

    board.row("Work")
    board.graph("Utilisation", {DEVICE: chosen("gpu_utilization_ratio", gpu)}, alerts=["GpuSaturated"], limit=0.95)
    board.graph("Memory in use", {DEVICE: f"{chosen('gpu_memory_used_bytes', gpu)} / {chosen('gpu_memory_total_bytes', gpu)}"}, unit="percentunit",
                alerts=["GpuMemoryFull"], limit=0.95)
    board.graph("Tokens embedded", {"{{instance}}": rate("embedding_tokens_total", ["instance"])})
    board.graph("Duration of embedding", {f"p{round(100 * q)}": quantile(q, "backend_request_duration_seconds", (), 'operation="embed"') for q in (0.5, 0.99)},
                exemplars=True)

    board.row("Health")
    board.graph("Temperature", {DEVICE: chosen("gpu_temperature_celsius", gpu)}, alerts=["GpuHot"], limit=85)
    board.graph("Power", {DEVICE: chosen("gpu_power_watts", gpu)})
    board.graph("Clocks held down", {"{{instance}} {{gpu}} {{reason}}": f"max by (instance, gpu, reason) ({chosen('gpu_throttle', gpu)})"},
                alerts=["GpuThrottled"])
    board.graph("Memory errors", {"{{instance}} {{gpu}} {{type}}": f"increase({chosen('gpu_ecc_errors_total', gpu)}[$__rate_interval])"}, unit="short",
                alerts=["GpuMemoryErrors"])
    board.graph("Samples that fail", {"{{instance}}": rate("gpu_samples_failed_total", ["instance"])}, alerts=["GpuSamplesFailing", "GpuLost"])
    return board
