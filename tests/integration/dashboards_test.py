"""The dashboards are what the catalogue makes of them, are what Grafana's own types allow, and are made alike."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools")]
import check_ops  # noqa: E402

# Of a panel, what its own plugin defines: its options and each field's custom ones.
PANELS = {
    "timeseries": ("TimeSeriesPanelCfg", "Options", "FieldConfig"),
    "stat": ("StatPanelCfg", "Options", None),
    "heatmap": ("HeatmapPanelCfg", "Options", "FieldConfig"),
    "table": ("TablePanelCfg", "Options", "FieldConfig"),
    "logs": ("LogsPanelCfg", "Options", None),
}
# Types say of some texts that they are members of an enumeration, of which JSON has the values.
PLAIN = """\
type Plain<T> = T extends string ? `${T}` : T extends number | boolean | null | undefined ? T
  : T extends Array<infer U> ? Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
"""


def schema_packages():
    run = subprocess.run([ROOT / "tools/dashboards/install", "--schema"], capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
    return pathlib.Path(run.stdout.strip())


def program(packages):
    """TypeScript that compiles when the dashboards fit Grafana's types."""
    plugins = packages / "node_modules/@grafana/schema/dist/esm/raw/composable"
    lines = ["import type { Dashboard } from '@grafana/schema';"]
    for kind, (file, *_) in PANELS.items():
        lines.append(f"import type * as {kind} from '{plugins / kind}/panelcfg/x/{file}_types.gen';")
    lines.append(PLAIN)
    for number, dashboard in enumerate(check_ops.dashboards().values()):
        lines.append(f"export const dashboard{number}: Plain<Dashboard> = {json.dumps(without_expressions(dashboard))};")
        for panel in check_ops.panels(dashboard):
            if panel["type"] == "row":
                continue
            _, options, custom = PANELS[panel["type"]]
            name = f"panel{number}_{panel['id']}"
            lines.append(f"export const {name}: Plain<Partial<{panel['type']}.{options}>> = {json.dumps(panel.get('options', {}))};")
            given = panel.get("fieldConfig", {}).get("defaults", {}).get("custom")
            if given and custom:
                lines.append(f"export const {name}_field: Plain<Partial<{panel['type']}.{custom}>> = {json.dumps(given)};")
    return "\n".join(lines) + "\n"


def without_expressions(dashboard):
    """An annotation's expression is Prometheus's own: the types of all data sources do not have it."""
    annotations = [{name: value for name, value in one.items() if name != "expr"} for one in dashboard["annotations"]["list"]]
    return dashboard | {"annotations": {"list": annotations}}


def compiled(packages, text):
    """What the compiler says; nothing when all is well."""
    with tempfile.TemporaryDirectory(prefix="lectern-dashboards-") as folder:
        folder = pathlib.Path(folder)
        (folder / "dashboards.ts").write_text(text)
        (folder / "node_modules").symlink_to(packages / "node_modules")
        command = [packages / "node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module",
                   "esnext", "--moduleResolution", "bundler", "--preserveSymlinks", folder / "dashboards.ts"]
        run = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)
        return run.stdout[:6000] if run.returncode else ""


class Dashboards(unittest.TestCase):
    def test_are_those_that_the_catalogue_makes(self):
        install = subprocess.run([ROOT / "tools/dashboards/install"], capture_output=True, text=True, check=True)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([f"{install.stdout.strip()}/bin/python", ROOT / "tools/dashboards/make.py", folder], check=True)
            made = {file.name: file.read_text() for file in pathlib.Path(folder).iterdir()}
        self.assertEqual(made, {file.name: file.read_text() for file in check_ops.dashboards()})

    def test_fit_the_types_of_grafana(self):
        packages = schema_packages()
        text = program(packages)
        self.assertEqual(compiled(packages, text), "")
        wrong = text.replace('"type": "timeseries"', '"type": 7').replace('"showLegend": true', '"showLegend": "yes"', 1)
        self.assertIn("error TS2322", compiled(packages, wrong), "the compiler does look")

    def test_every_panel_says_what_it_shows_in_which_unit_and_lies_on_the_grid(self):
        for file, dashboard in check_ops.dashboards().items():
            taken = set()
            for panel in check_ops.panels(dashboard):
                with self.subTest(file.name, panel=panel["title"]):
                    place = panel["gridPos"]
                    cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
                    self.assertFalse(cells & taken, "panels overlap")
                    self.assertLessEqual(place["x"] + place["w"], 24)
                    taken |= cells
                    if panel["type"] == "row":
                        continue
                    self.assertRegex(panel["description"], r"\.$")
                    self.assertIn("datasource", panel)
                    if panel["type"] not in ("logs",):
                        self.assertTrue(panel["fieldConfig"]["defaults"].get("unit"))

    def test_histograms_show_exemplars_and_deployments_are_marked(self):
        for file, dashboard in check_ops.dashboards().items():
            with self.subTest(file.name):
                (deployments,) = dashboard["annotations"]["list"]
                self.assertIn("build_info", deployments["expr"])
                variables = [variable["name"] for variable in dashboard["templating"]["list"]]
                self.assertEqual(variables[:4], ["datasource", "environment", "service", "instance"])
                for panel in check_ops.panels(dashboard):
                    for target in panel.get("targets", []):
                        if "_bucket" in target["expr"] and panel["type"] == "timeseries" and "histogram_quantile" in target["expr"]:
                            self.assertTrue(target["exemplar"], panel["title"])

    def test_data_sources_are_provisioned_by_the_names_that_are_used(self):
        sources = yaml.safe_load((ROOT / "ops/grafana/provisioning/datasources/lectern.yml").read_text())["datasources"]
        uids = {source["uid"]: source["type"] for source in sources}
        self.assertEqual(set(uids.values()), {"prometheus", "loki", "jaeger", "alertmanager"})
        used = set(re.findall(r"lectern-(?:prometheus|loki|jaeger|alertmanager)", json.dumps([sources, list(check_ops.dashboards().values())])))
        self.assertEqual(used, set(uids))

    def test_panels_link_to_runbooks_that_exist(self):
        known = set(check_ops.runbooks())
        linked = set()
        for dashboard in check_ops.dashboards().values():
            for panel in check_ops.panels(dashboard):
                linked |= {re.search(r"/runbooks/(\w+)\.md$", link["url"])[1] for link in panel.get("links", [])}
        self.assertLessEqual(linked, known)
        self.assertEqual(known - linked, set(), "every alert has a panel that shows what it is about")


if __name__ == "__main__":
    unittest.main()
