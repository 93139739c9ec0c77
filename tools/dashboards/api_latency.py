"""What clients get, how fast, and what of it fails."""
from layout import Board, chosen, quantile, rate

FAILED = 'outcome=~"internal|unavailable|deadline_exceeded"'
SHOWN = 'protocol=~"$protocol", endpoint=~"$endpoint"'
SLO = 'environment=~"$environment", service=~"$service"'
COUNT = "api_request_duration_seconds_count"


def board():
    board = Board("lectern-api", "Lectern / API latency", "What clients get by every protocol, how fast, and what of it fails.")
    board.variable("protocol", "api_requests_total")
    board.variable("endpoint", 'api_requests_total{protocol=~"$protocol"}')
    board.text_variable("trace", "Trace id")

    board.row("Objectives")
    budget = [(None, "red"), (0, "orange"), (0.25, "green")]
    for slo, alerts in (("availability", "Availability"), ("latency", "Latency")):
        board.number(f"{alerts}: budget left", f'min(slo:error_budget_remaining:ratio{{slo="{slo}", {SLO}}})',
                     "Of what the objective over 30 days allows, the part that is left.", "percentunit",
                     [f"{alerts}BurnsFast", f"{alerts}BurnsSlowly"], 2, budget)
    for slo, alerts in (("availability", "Availability"), ("latency", "Latency")):
        board.graph(f"{alerts}: burn rate", {f"{{{{service}}}} {window}": f'slo:bad_requests:ratio_rate{window}{{slo="{slo}", {SLO}}} / on (slo) group_left () (1 - slo:objective:ratio)'
                                             for window in ("5m", "1h", "6h")},
                    "1 uses up the budget in exactly 30 days; 14.4 over an hour pages.", "short", [f"{alerts}BurnsFast", f"{alerts}BurnsSlowly"], limit=14.4)

    board.row("Traffic")
    board.graph("Requests by protocol", {"{{protocol}}": rate("api_requests_total", ["protocol"], SHOWN)}, stacked=True)
    board.graph("Requests by endpoint", {"{{protocol}} {{endpoint}}": f"topk(10, {rate('api_requests_total', ['protocol', 'endpoint'], SHOWN)})"}, "The ten busiest.")
    board.graph("Outcomes", {"{{outcome}}": rate(COUNT, ["outcome"], SHOWN)}, stacked=True)
    failed, all_ = rate(COUNT, ["protocol", "endpoint"], f"{SHOWN}, {FAILED}"), rate(COUNT, ["protocol", "endpoint"], SHOWN)
    board.graph("Requests that fail", {"{{protocol}} {{endpoint}}": f"({failed} or 0 * {all_}) / {all_}"}, "By the server's fault.", "percentunit",
                ["ErrorRateHigh"], limit=0.05)

    board.row("Duration")
    board.graph("Duration", {f"p{round(100 * q)}": quantile(q, "api_request_duration_seconds", (), SHOWN) for q in (0.5, 0.95, 0.99)},
                "Points are requests that were traced: they lead to Jaeger.", alerts=["LatencySpike"], exemplars=True, limit=0.5)
    board.graph("Duration by endpoint, 95th percentile",
                {"{{protocol}} {{endpoint}}": f"topk(10, {quantile(0.95, 'api_request_duration_seconds', ['protocol', 'endpoint'], SHOWN)})"},
                "The ten slowest.", exemplars=True)
    board.distribution("Distribution", "api_request_duration_seconds", where=SHOWN)
    board.graph("Slow requests", {"{{protocol}} {{endpoint}}": rate("api_slow_requests_total", ["protocol", "endpoint"], SHOWN)},
                "Each has a log line with the time of its stages.", alerts=["LatencySpike"])

    board.row("Capacity and limits")
    board.graph("Requests under way", {"{{protocol}}": f"sum by (protocol) ({chosen('api_requests_in_flight')})"}, alerts=["RequestsShed"], stacked=True)
    board.graph("Requests refused", {"{{reason}}": rate("admissions_refused_total", ["reason"])}, alerts=["RequestsShed"])
    board.graph("Requests by tenant", {"{{tenant}}": f"topk(10, {rate('tenant_requests_total', ['tenant'])})"}, "The ten busiest.")

    board.row("Logs")
    board.log_lines("Requests in the log", '{service_name=~"lectern.*"} | trace_id=~"$trace.*"',
                    "From Loki. With a trace id above, the lines of that trace; each leads to it in Jaeger.")
    return board
