"""A dashboard in rows of panels, each about metrics of api/telemetry/metrics.yaml: from there come units and descriptions."""
import json
import re

import generate_telemetry
from grafana_foundation_sdk.builders import common
from grafana_foundation_sdk.builders import dashboard as boards
from grafana_foundation_sdk.builders import heatmap, logs, loki, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as common_models
from grafana_foundation_sdk.models import dashboard as models
from promql import metric_names

RUNBOOKS = "https://docs.lectern.example/runbooks"
UNITS = {"seconds": "s", "bytes": "bytes", "ratio": "percentunit", "celsius": "celsius", "watts": "watt"}
RATES = {"bytes": "Bps", "seconds": "percentunit"}
WIDTH = 24  # of Grafana's grid
CATALOGUE = {metric["name"]: metric for metric in generate_telemetry.load()["metrics"]}
PROMETHEUS = models.DataSourceRef("prometheus", "${datasource}")
LOKI = models.DataSourceRef("loki", "lectern-loki")
CHOSEN = 'job="lectern", environment=~"$environment", service=~"$service", instance=~"$instance"'
DEPLOYED = 'count by (environment, service, version) (build_info{job="lectern", environment=~"$environment"}%s)'


def chosen(metric, more=""):
    """The series of the processes that the dashboard's variables name."""
    return f"{metric}{{{CHOSEN}{', ' + more if more else ''}}}"


def rate(metric, by=(), more=""):
    return summed(f"rate({chosen(metric, more)}[$__rate_interval])", by)


def summed(expression, by=(), how="sum"):
    return f"{how} by ({', '.join(by)}) ({expression})" if by else f"{how}({expression})"


def quantile(q, histogram, by=(), more=""):
    return f"histogram_quantile({q}, {rate(histogram + '_bucket', [*by, 'le'], more)})"


def family(expression):
    """The first metric of the catalogue that an expression reads."""
    for name in sorted(metric_names(expression)):
        found = CATALOGUE.get(name) or CATALOGUE.get(re.sub(r"_(bucket|sum|count)$", "", name))
        if found:
            return found
    return None


def unit_of(expression):
    metric = family(expression)
    if metric is None:
        return "short"
    if "rate(" in expression and metric["type"] == "counter":
        return RATES.get(metric.get("unit"), "ops")
    if "_count" in expression:
        return "ops"
    return UNITS.get(metric.get("unit"), "short")


def described(queries, more):
    helps = dict.fromkeys(metric["help"] for expression in queries if (metric := family(expression)))
    return " ".join([*helps, *([more] if more else [])])


class Board:
    """`columns` is how many panels of a kind stand side by side."""

    def __init__(self, uid, title, description):
        self.board = (
            boards.Dashboard(title).uid(uid).description(description).tags(["lectern"]).refresh("30s").time("now-3h", "now")
            .timezone("browser").tooltip(models.DashboardCursorSync.CROSSHAIR).editable()
            .link(boards.DashboardLink("Lectern").type(models.DashboardLinkType.DASHBOARDS).tags(["lectern"])
                  .as_dropdown(True).include_vars(True).keep_time(True))
            .link(boards.DashboardLink("Runbooks").type(models.DashboardLinkType.LINK).url(f"{RUNBOOKS}/README.md").target_blank(True))
            .annotation(boards.AnnotationQuery().name("Deployments").datasource(PROMETHEUS).enable(True).icon_color("blue")
                        .expr(f"{DEPLOYED % ''} unless {DEPLOYED % ' offset 5m'}"))
            .with_variable(boards.DatasourceVariable("datasource").label("Data source").type("prometheus").regex("")
                           .current(models.VariableOption(selected=True, text="Prometheus", value="lectern-prometheus")))
        )
        self.variable("environment", 'up{job="lectern"}')
        self.variable("service", 'up{job="lectern", environment=~"$environment"}')
        self.variable("instance", 'up{job="lectern", environment=~"$environment", service=~"$service"}')

    def variable(self, label, series, title=None):
        """All values of a label, of which any may be chosen."""
        query = {"qryType": 1, "query": f"label_values({series}, {label})", "refId": label}
        everything = models.VariableOption(selected=True, text="All", value="$__all")
        self.board.with_variable(
            boards.QueryVariable(label).label(title or label.capitalize()).datasource(PROMETHEUS).query(query).multi(True)
            .include_all(True).all_value(".*").current(everything).sort(models.VariableSort.ALPHABETICAL_ASC)
            .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        )

    def text_variable(self, name, title):
        self.board.with_variable(boards.TextBoxVariable(name).label(title).default_value(""))

    def row(self, title):
        self.board.with_row(boards.Row(title))

    def graph(self, title, queries, more="", unit=None, alerts=(), columns=2, stacked=False, exemplars=False, limit=None):
        """`queries` maps a legend to an expression."""
        panel = timeseries.Panel().line_width(1).fill_opacity(30 if stacked else 10).show_points(common_models.VisibilityMode.NEVER)
        panel.legend(common.VizLegendOptions().display_mode(common_models.LegendDisplayMode.TABLE)
                     .placement(common_models.LegendPlacement.BOTTOM).calcs(["mean", "max", "lastNotNull"]).show_legend(True))
        panel.tooltip(common.VizTooltipOptions().mode(common_models.TooltipDisplayMode.MULTI)
                      .sort(common_models.SortOrder.DESCENDING))
        if stacked:
            panel.stacking(common.StackingConfig().mode(common_models.StackingMode.NORMAL))
        if limit is not None:
            marks = [models.Threshold(value=None, color="green"), models.Threshold(value=limit, color="red")]
            panel.thresholds(boards.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(marks))
            panel.thresholds_style(common.GraphThresholdsStyleConfig().mode(common_models.GraphThresholdsStyleMode.DASHED))
        panel.min(0)
        self.add(panel, title, queries, more, unit, alerts, columns, 8, exemplars)

    def number(self, title, query, more="", unit=None, alerts=(), columns=6, steps=()):
        """One value of now; `steps` are (from, colour)."""
        panel = stat.Panel().reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        panel.color_mode(common_models.BigValueColorMode.VALUE).graph_mode(common_models.BigValueGraphMode.AREA)
        marks = [models.Threshold(value=value, color=colour) for value, colour in (steps or [(None, "text")])]
        panel.thresholds(boards.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(marks))
        self.add(panel, title, {"": query}, more, unit, alerts, columns, 4)

    def distribution(self, title, histogram, more="", alerts=(), columns=2, where=""):
        """How a histogram's values spread over time."""
        expression = f"sum by (le) (increase({chosen(histogram + '_bucket', where)}[$__rate_interval]))"
        panel = heatmap.Panel().calculate(False).y_axis(heatmap.YAxisConfig().unit("s"))
        panel.color(heatmap.HeatmapColorOptions().mode("scheme").scheme("Blues").steps(32)).show_legend()
        self.add(panel, title, {"{{le}}": expression}, more, "short", alerts, columns, 8, True, "heatmap")

    def listing(self, title, query, more="", unit=None, alerts=(), columns=2):
        """The series of now, a line each."""
        self.add(table.Panel(), title, {"": query}, more, unit, alerts, columns, 8, False, "table")

    def log_lines(self, title, query, description):
        panel = logs.Panel().title(title).description(description).datasource(LOKI).show_time(True).wrap_log_message(True)
        panel.enable_log_details(True).sort_order(common_models.LogsSortOrder.DESCENDING).span(WIDTH).height(10)
        self.board.with_panel(panel.with_target(loki.Dataquery().datasource(LOKI).ref_id("A").expr(query)))

    def add(self, panel, title, queries, more, unit, alerts, columns, height, exemplars=False, form="time_series"):
        first = next(iter(queries.values()))
        panel.title(title).description(described(queries.values(), more)).datasource(PROMETHEUS)
        panel.unit(unit or unit_of(first)).span(WIDTH // columns).height(height)
        panel.links([
            boards.DashboardLink(f"Runbook: {name}").type(models.DashboardLinkType.LINK).url(f"{RUNBOOKS}/{name}.md").target_blank(True)
            for name in alerts
        ])
        for place, (legend, expression) in enumerate(queries.items()):
            query = prometheus.Dataquery().datasource(PROMETHEUS).ref_id(chr(ord("A") + place)).expr(expression)
            query.legend_format(legend or "__auto").format(form).exemplar(exemplars)
            panel.with_target(query.instant() if form == "table" else query.range())
        self.board.with_panel(panel)

    def text(self):
        """As JSON, the same for the same input."""
        built = json.loads(json.dumps(self.board.build(), cls=JSONEncoder))
        for number, panel in enumerate(built["panels"], 1):
            panel["id"] = number
        for variable in built["templating"]["list"]:
            for member in ("auto", "auto_min", "auto_count"):  # of variables of intervals
                variable.pop(member, None)
        return json.dumps(built, indent=2, ensure_ascii=False) + "\n"
