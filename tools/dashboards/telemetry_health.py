"""Whether what the other dashboards show can be trusted."""
from layout import Board, chosen, rate


def board():
    board = Board("lectern-telemetry", "Lectern / Telemetry health", "Whether what the other dashboards show can be trusted, and alerts arrive.")
    board.row("Lectern's side")
    board.graph("Signals dropped", {"{{signal}}": rate("telemetry_dropped_total", ["signal"])}, alerts=["TelemetryDropped"])
    board.graph("Measurements dropped by family", {"{{metric}}": f"sum by (metric) (increase({chosen('telemetry_series_dropped_total')}[$__rate_interval]))"},
                "Families whose series are used up.", "short", ["SeriesDropped"])
    board.graph("Duration of scrapes", {"{{instance}}": chosen("scrape_duration_seconds")}, "How long Prometheus took to read /metrics.", "s")
    board.graph("Series scraped", {"{{instance}}": chosen("scrape_samples_scraped")}, "Samples of one scrape.", "short", ["SeriesDropped"])
    board.listing("Families with the most series", "topk(20, count by (__name__) ({__name__=~\"(api|backend|ingest|job|retrieval|gpu|tenant)_.+\", job=\"lectern\"}))",
                  "Histograms have one for each edge.", "short", ["SeriesDropped"])
    board.graph("Spread of versions", {"{{service}} {{version}}": f"count by (service, version) ({chosen('build_info')})"}, alerts=["VersionsDiffer"])

    board.row("Prometheus and Alertmanager")
    peers = '{job="peers", environment=~"$environment"}'
    board.graph("Rules that fail", {"{{rule_group}}": f"sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total{peers}[$__rate_interval]))"},
                "Evaluations of rules that failed.", "short", ["RuleEvaluationFails"])
    board.graph("Notifications lost", {"Prometheus": f"sum(rate(prometheus_notifications_dropped_total{peers}[$__rate_interval]))",
                                       "Alertmanager, {{integration}}": f"sum by (integration) (rate(alertmanager_notifications_failed_total{peers}[$__rate_interval]))"},
                "Between Prometheus, Alertmanager and receivers.", "ops", ["NotificationsFail"])
    board.graph("Alerts", {"{{alertname}}": 'count by (alertname) (ALERTS{alertstate="firing"})'}, "Firing, with the watchdog, which always does.", "short",
                ["Watchdog"])
    board.graph("Alerts that Alertmanager holds", {"{{state}}": f"sum by (state) (alertmanager_alerts{peers})"}, "By whether they are silenced or inhibited.", "short",
                ["Watchdog", "NotificationsFail"])
    board.graph("Series in Prometheus", {"{{instance}}": f"prometheus_tsdb_head_series{peers}"}, "What it holds in memory.", "short")
    board.graph("Peers up", {"{{service}} {{instance}}": f"up{peers}"}, "Back ends and the monitoring itself.", "short", ["PeerDown"])
    return board
