"""How jobs go through the pipeline."""
from layout import Board, chosen, quantile, rate

READY = 'state="ready"'
STAGES = "ingest_stage_duration_seconds"


def board():
    board = Board("lectern-jobs", "Lectern / Job processing", "How jobs go through the queue and the stages of the pipeline, and what falls out.")
    board.row("Queue")
    board.number("Items ready", f"max({chosen('job_queue_depth', READY)})", columns=4)
    board.number("Oldest item", f"max({chosen('job_queue_oldest_age_seconds')})", alerts=["JobQueueOld"], columns=4,
                 steps=[(None, "green"), (60, "orange"), (300, "red")])
    board.number("Jobs ended an hour", f"sum(increase({chosen('jobs_total')}[1h]))", columns=4, unit="short")
    board.number("Dead letters an hour", f"sum(increase({chosen('dead_letters_total')}[1h]))", alerts=["DeadLettersRising"], columns=4, unit="short",
                 steps=[(None, "green"), (1, "orange"), (10, "red")])
    board.graph("Items by state", {"{{state}}": f"max by (state) ({chosen('job_queue_depth')})"}, alerts=["JobQueueStuck"], stacked=True)
    board.graph("Age of the oldest item", {"{{environment}}": f"max by (environment) ({chosen('job_queue_oldest_age_seconds')})"},
                alerts=["JobQueueOld", "QueueMetricsAbsent"], limit=300)

    board.row("Jobs")
    board.graph("Jobs by outcome", {"{{outcome}}": rate("jobs_total", ["outcome"])}, stacked=True)
    board.graph("Duration of jobs", {f"p{round(100 * q)}": quantile(q, "job_duration_seconds") for q in (0.5, 0.95, 0.99)}, exemplars=True)

    board.row("Stages")
    board.graph("Duration of stages, 95th percentile", {"{{stage}}": quantile(0.95, STAGES, ["stage"])}, exemplars=True)
    board.graph("Batches by stage", {"{{stage}}": rate(STAGES + "_count", ["stage"])}, alerts=["JobQueueStuck"])
    board.graph("Time spent in stages", {"{{stage}}": rate(STAGES + "_sum", ["stage"])}, "1 is one worker's whole time.", "short", stacked=True)
    board.graph("Outcomes of stages", {"{{stage}} {{outcome}}": rate(STAGES + "_count", ["stage", "outcome"])})

    board.row("What falls out")
    board.graph("Items tried again", {"{{stage}}": rate("ingest_retries_total", ["stage"])}, alerts=["IngestRetriesRising"])
    board.graph("Dead letters", {"{{stage}}": f"sum by (stage) (increase({chosen('dead_letters_total')}[$__rate_interval]))"}, unit="short",
                alerts=["DeadLettersRising"])
    return board
