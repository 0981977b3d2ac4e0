// Offered and answered as bars, the service level as a line. Loaded only here: the chart library is large.

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { FONT, useIsDark } from "../app/theme";
import { useText } from "../text";
import type { Interval } from "./figures";
import { intervalName } from "./Reports";
import css from "./Reports.module.css";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export default function QueueChart({
  intervals,
  bucket,
}: {
  intervals: Interval[];
  bucket: "half_hour" | "hour" | "day";
}) {
  const t = useText();
  const isDark = useIsDark();
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours change with the appearance
  useEffect(() => {
    if (!place.current) return;
    const chart = echarts.init(place.current);
    const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const text = { color: token("text-2"), fontFamily: FONT, fontSize: 12 };
    const lines = { lineStyle: { color: token("line") } };
    chart.setOption({
      animation: false,
      textStyle: text,
      grid: { left: 44, right: 48, top: 40, bottom: 28 },
      legend: { top: 4, left: 36, textStyle: text, itemWidth: 14, itemHeight: 10 },
      tooltip: {
        trigger: "axis",
        backgroundColor: token("panel"),
        borderColor: token("line"),
        textStyle: { ...text, color: token("text") },
      },
      xAxis: {
        type: "category",
        data: intervals.map((one) => intervalName(one, bucket)),
        axisLabel: { ...text, formatter: (label: string) => (bucket === "day" ? label.slice(5) : label.slice(6)) },
        axisLine: lines,
        axisTick: { show: false },
      },
      yAxis: [
        { type: "value", minInterval: 1, axisLabel: text, splitLine: lines },
        { type: "value", min: 0, max: 100, axisLabel: { ...text, formatter: "{value}%" }, splitLine: { show: false } },
      ],
      series: [
        bar(
          t.reports.offered,
          intervals.map((one) => one.offered),
          token("line-strong"),
        ),
        bar(
          t.reports.answered,
          intervals.map((one) => one.answered),
          token("accent"),
        ),
        {
          name: t.reports.chartLevel,
          type: "line",
          yAxisIndex: 1,
          connectNulls: false,
          symbolSize: 6,
          lineStyle: { width: 2 },
          color: token("wrap-up"),
          data: intervals.map((one) => one.service_level_percent?.toFixed(1) ?? null),
        },
      ],
    });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [intervals, bucket, t, isDark]);
  // The table below holds the same numbers for those who cannot see a chart.
  return <div ref={place} className={css.chart} role="img" aria-label={t.reports.chart} />;
}

function bar(name: string, data: number[], color: string) {
  return { name, type: "bar", data, color, barMaxWidth: 14, barGap: "10%", itemStyle: { borderRadius: [2, 2, 0, 0] } };
}
