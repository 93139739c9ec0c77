"""How soon what was accepted can be found."""
from layout import Board, chosen, quantile, rate

FRESHNESS = "ingest_freshness_seconds"
MINUTE = 'le="60"'


def board():
    board = Board("lectern-ingest", "Lectern / Ingest freshness", "How soon documents that were accepted can be found, and how many come.")
    board.row("Freshness")
    board.graph("From accepted to found", {f"p{round(100 * q)}": quantile(q, FRESHNESS) for q in (0.5, 0.95, 0.99)}, alerts=["FreshnessLow"],
                exemplars=True, limit=60)
    board.distribution("Distribution", FRESHNESS, alerts=["FreshnessLow"])
    within = f"{rate(FRESHNESS + '_bucket', (), MINUTE)} / {rate(FRESHNESS + '_count')}"
    board.graph("Found within a minute", {"share": within}, unit="percentunit", alerts=["FreshnessLow"])
    board.graph("Accepted and not yet found", {"documents": f"sum(increase({chosen('documents_accepted_total')}[$__range])) - sum(increase({chosen('documents_ingested_total')}[$__range]))"},
                "Over the time shown: what waits, and what failed or was superseded.", "short", ["JobQueueOld"])

    board.row("Flow")
    board.graph("Documents", {"accepted": rate("documents_accepted_total"), "searchable": rate("documents_ingested_total"), "removed": rate("documents_removed_total")},
                alerts=["JobQueueOld"])
    board.graph("Bytes accepted", {"bytes": rate("ingested_bytes_total")}, alerts=["DiskFilling"])
    board.graph("Chunks indexed", {"chunks": rate("chunks_indexed_total")})
    board.graph("Tokens embedded", {"tokens": rate("embedding_tokens_total")})

    board.row("Index")
    board.graph("Index behind the store", {"{{instance}}": chosen("index_behind")}, alerts=["IndexBehind"])
    board.graph("Index size", {"{{instance}}": chosen("index_bytes")})
    board.graph("Duration of applying, 99th percentile",
                {"{{backend}} {{operation}}": quantile(0.99, "backend_request_duration_seconds", ["backend", "operation"], 'operation=~"apply|flush|publish"')},
                exemplars=True)
    board.graph("Age of the oldest item in the queue", {"{{environment}}": f"max by (environment) ({chosen('job_queue_oldest_age_seconds')})"},
                alerts=["JobQueueOld"], limit=300)
    return board
