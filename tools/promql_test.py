"""Selectors are found where they are, and nothing else is taken for one."""
import unittest

from promql import metric_names, selectors


class Selectors(unittest.TestCase):
    def test_finds_each_as_it_is_written(self):
        expression = 'sum by (a, b) (rate(x_total{c=~"d|e{}", f!="g(h)"}[5m])) / on (a) group_left () y:z:ratio5m > 0.5'
        self.assertEqual(list(selectors(expression)), ['x_total{c=~"d|e{}", f!="g(h)"}', "y:z:ratio5m"])

    def test_takes_no_word_number_function_or_label_for_a_metric(self):
        for expression in (
            "vector(1) > bool 1e3",
            "time() - 14 * 86400",
            'label_replace(vector(1), "a", "$1", "b", "(.+)") and on (c) vector(2)',
            'count by (__name__) ({job="x"})',
            "1 + Inf # not_a_metric",
        ):
            self.assertEqual(metric_names(expression), set(), expression)

    def test_reads_ranges_offsets_and_subqueries(self):
        expression = "max_over_time(a[5m:1m] offset 1h) unless b offset 3m or absent(c{d='e'})"
        self.assertEqual(metric_names(expression), {"a", "b", "c"})

    def test_passes_over_the_variables_of_a_dashboard(self):
        self.assertEqual(metric_names('rate(a{b=~"$b"}[$__rate_interval])'), {"a"})


if __name__ == "__main__":
    unittest.main()
