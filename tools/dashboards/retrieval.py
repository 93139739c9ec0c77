"""What retrievals find, by which legs, and how long each stage takes."""
from layout import Board, chosen, quantile, rate

STAGES = "retrieval_stage_duration_seconds"


def board():
    board = Board("lectern-retrieval", "Lectern / Retrieval", "What retrievals find, by which legs, and how long each stage of them takes.")
    board.row("Answers")
    board.graph("Retrievals by mode", {"{{mode}}": rate("retrievals_total", ["mode"])}, stacked=True)
    board.graph("Retrievals that find nothing", {"{{mode}}": f"{rate('retrievals_without_hits_total', ['mode'])} / {rate('retrievals_total', ['mode'])}"},
                unit="percentunit", alerts=["ZeroHitsRising"])
    board.graph("Hits a retrieval", {"mean": f"{rate('documents_retrieved_total')} / {rate('retrievals_total')}"}, unit="short")
    share = f"{rate('retrieval_degraded_total', ['environment', 'leg'])} / on (environment) group_left () {rate('retrievals_total', ['environment'])}"
    board.graph("Answers without a leg", {"{{environment}} {{leg}}": share}, unit="percentunit", alerts=["RetrievalDegraded"], limit=0.01)

    board.row("Stages")
    board.graph("Duration of stages, median", {"{{stage}}": quantile(0.5, STAGES, ["stage"])}, exemplars=True)
    board.graph("Duration of stages, 99th percentile", {"{{stage}}": quantile(0.99, STAGES, ["stage"])}, alerts=["LatencySpike"], exemplars=True)
    board.graph("Time spent in stages", {"{{stage}}": rate(STAGES + "_sum", ["stage"])}, "1 is one thread's whole time.", "short", stacked=True)
    board.distribution("Distribution of all stages", STAGES)

    board.row("Index and embedder")
    board.graph("Duration of back ends' reads, 99th percentile",
                {"{{backend}} {{operation}}": quantile(0.99, "backend_request_duration_seconds", ["backend", "operation"], 'operation=~"search.*|find.*|embed|read_chunks"')},
                alerts=["BackendErrors"], exemplars=True)
    board.graph("Chunks that can be found", {"{{instance}}": chosen("index_chunks")})

    board.row("Against the baseline")
    named = '{environment=~"$environment", service=~"$service"}'
    board.graph("95th percentile, against the baseline's", {"{{subject}}": f"subject:over_baseline:ratio{named}"},
                "1 is as fast as when ops/prometheus/baseline.yml was taken.", "short", ["PerformanceRegression"], limit=2)
    board.graph("95th percentile", {"{{subject}}": f"subject:seconds:p95_30m{named}", "baseline of {{subject}}": "baseline:seconds:p95"},
                "Of the last half an hour, and what the baseline has.", "s", ["PerformanceRegression"])
    return board
