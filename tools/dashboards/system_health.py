"""Whether everything is up, and has what it needs."""
from layout import Board, chosen, quantile, rate, summed

FAILED = 'outcome=~"internal|unavailable|deadline_exceeded"'


def board():
    board = Board("lectern-health", "Lectern / System health", "Whether every process and what it leans on is up and has what it needs.")
    board.row("At a glance")
    up = chosen("up")
    board.number("Processes up", f"sum({up}) / count({up})", "Part of the processes that Prometheus can scrape.", "percentunit",
                 ["ServiceDown", "TargetDown"], steps=[(None, "red"), (1, "green")])
    board.number("Alerts firing", 'count(ALERTS{alertstate="firing", severity!="none"}) or vector(0)', "Pages and tickets, of all environments.",
                 "short", steps=[(None, "green"), (1, "orange")])
    board.number("Availability budget left", 'min(slo:error_budget_remaining:ratio{slo="availability", environment=~"$environment", service=~"$service"})',
                 "Of the failures that 99.9 % over 30 days allow, the part that is left.", "percentunit",
                 ["AvailabilityBurnsFast", "AvailabilityBurnsSlowly"], steps=[(None, "red"), (0, "orange"), (0.25, "green")])
    board.number("Indexes behind", f"sum({chosen('index_behind')})", alerts=["IndexBehind"], steps=[(None, "green"), (1, "red")])
    board.number("Least disk free", f"min({chosen('storage_free_bytes')} / {chosen('storage_size_bytes')})", unit="percentunit",
                 alerts=["DiskFilling", "DiskFull"], steps=[(None, "red"), (0.05, "orange"), (0.15, "green")])
    board.number("Youngest process", f"time() - max({chosen('process_start_time_seconds')})", "Since the last start of any of them.", "s",
                 ["ProcessRestarts"])

    board.row("Processes")
    board.graph("Up", {"{{service}} {{instance}}": up}, "1 while Prometheus can scrape the process.", "short", ["ServiceDown", "TargetDown"])
    board.listing("Versions", summed(chosen("build_info"), ["environment", "service", "version"], "count"), "How many processes run which.",
                  alerts=["VersionsDiffer", "MetricsAbsent"])
    board.graph("CPU", {"{{instance}}": f"rate({chosen('process_cpu_seconds_total')}[$__rate_interval])"}, "1 is one core.", "short")
    board.graph("Resident memory", {"{{instance}}": chosen("process_resident_memory_bytes")})
    board.graph("Threads", {"{{instance}}": chosen("process_threads")})
    board.graph("File descriptors", {"{{instance}}": chosen("process_open_fds")})

    board.row("Storage and index")
    board.graph("Disk free", {"{{instance}}": f"{chosen('storage_free_bytes')} / {chosen('storage_size_bytes')}"}, unit="percentunit",
                alerts=["DiskFilling", "DiskFull"])
    board.graph("Index size", {"{{instance}}": chosen("index_bytes")})
    board.graph("Index segments", {"{{instance}}": chosen("index_segments")}, "Merges keep them few.")
    board.graph("Chunks that can be found", {"{{instance}}": chosen("index_chunks")}, alerts=["ZeroHitsRising"])

    board.row("Back ends")
    board.graph("Duration of calls, 99th percentile",
                {"{{backend}} {{operation}}": f"topk(10, {quantile(0.99, 'backend_request_duration_seconds', ['backend', 'operation'])})"},
                "The ten slowest operations.", exemplars=True)
    failed = rate("backend_request_duration_seconds_count", ["backend"], FAILED)
    calls = rate("backend_request_duration_seconds_count", ["backend"])
    board.graph("Calls that fail", {"{{backend}}": f"({failed} or 0 * {calls}) / {calls}"}, "By the back end's fault.", "percentunit", ["BackendErrors"], limit=0.05)
    board.graph("Peers up", {"{{service}} {{instance}}": 'up{job="peers", environment=~"$environment"}'}, "What Lectern stores in, sends to and is watched by.",
                "short", ["PeerDown"])

    board.row("Access")
    board.graph("Credentials", {"{{method}} {{outcome}}": rate("authentications_total", ["method", "outcome"])}, alerts=["AuthenticationFailures"])
    board.graph("Audit records", {"appended": rate("audit_records_total"), "dropped": rate("audit_records_dropped_total"),
                                  "failed attempts": rate("audit_append_failures_total")}, alerts=["AuditRecordsDropped", "AuditAppendFailing"])
    board.graph("Keys of the token issuer", {"{{outcome}}": rate("jwks_refreshes_total", ["outcome"])}, alerts=["JwksRefreshFailing"])
    board.graph("Certificate", {"{{instance}}": f"{chosen('tls_certificate_expiry_timestamp_seconds')} - time()"}, "Time left.", "s",
                ["CertificateExpires", "CertificateExpiresSoon"], limit=14 * 86400)
    return board
