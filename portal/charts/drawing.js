// Draws a chart from the table that it names: the table says everything, the chart shows it once more.
//
// <figure data-chart="bar|line" data-table="id" data-choose="label of the choice" data-column="3">
// bar: one line a bar, the reader chooses the column. line: one line a point, the reader chooses the columns.

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LabelLayout, SVGRenderer]);

// Okabe and Ito's colours, told apart by every kind of eye; the pale yellow is left out.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];
const MARKS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle"];
const STROKES = ["solid", "dashed", "dotted"];
const INK = "#1b1b1b";
const AT_FIRST = 5;

/** The number of a cell, null where there is none. */
function figure(cell) {
  const found = /^-?[\d,]+(\.\d+)?/.exec(cell.textContent.trim());
  return found ? Number(found[0].replaceAll(",", "")) : null;
}

/** A table as names of its lines, headings of its columns, and numbers; a total would dwarf its parts. */
function read(table) {
  const all = [...table.tBodies[0].rows];
  const parts = all.filter((line) => line.dataset.total === undefined);
  const lines = parts.length ? parts : all;
  return {
    title: table.caption.textContent.trim(),
    headings: [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim()),
    names: lines.map((line) => line.cells[0].textContent.trim()),
    numbers: lines.map((line) => [...line.cells].slice(1).map(figure)),
  };
}

function common(title) {
  const fontFamily = getComputedStyle(document.documentElement).fontFamily;
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily, fontSize: 14, color: INK },
    aria: { enabled: true, decal: { show: true }, label: { description: title } },
  };
}

function bars(facts, column) {
  const title = `${facts.title} · ${facts.headings[column]}`;
  return {
    ...common(title),
    grid: { left: 8, right: 64, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", splitNumber: 4, axisLabel: { color: INK } },
    yAxis: { type: "category", inverse: true, data: facts.names, axisTick: { show: false }, axisLabel: { color: INK } },
    series: [
      {
        type: "bar",
        name: facts.headings[column],
        barMaxWidth: 18,
        data: facts.numbers.map((line) => line[column]),
        label: { show: true, position: "right", color: INK, formatter: ({ value }) => (value === null ? "" : value.toLocaleString("en")) },
      },
    ],
  };
}

function lines(facts, columns) {
  const title = `${facts.title} · ${columns.map((column) => facts.headings[column]).join(" ")}`;
  return {
    ...common(title),
    grid: { left: 8, right: 110, top: 20, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: facts.names, boundaryGap: false, axisLabel: { color: INK } },
    yAxis: { type: "value", splitNumber: 4, axisLabel: { color: INK } },
    series: columns.map((column) => ({
      type: "line",
      name: facts.headings[column],
      color: COLOURS[column % COLOURS.length],
      symbol: MARKS[column % MARKS.length],
      symbolSize: 9,
      lineStyle: { type: STROKES[Math.floor(column / COLOURS.length) % STROKES.length], width: 2 },
      connectNulls: false,
      data: facts.numbers.map((line) => line[column]),
      endLabel: { show: true, formatter: "{a}", color: INK, textBorderColor: "#fff", textBorderWidth: 3 },
      labelLayout: { moveOverlap: "shiftY" },
    })),
  };
}

/** A choice of one column. */
function chooser(place, facts, start, changed) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  facts.headings.forEach((heading, column) => select.append(new Option(heading, column, column === start, column === start)));
  select.addEventListener("change", () => changed(Number(select.value)));
  label.append(place.dataset.choose, select);
  place.append(label);
}

/** A choice of several columns. */
function checks(place, facts, start, changed) {
  const group = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = place.dataset.choose;
  group.append(legend);
  const boxes = facts.headings.map((heading, column) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = start.includes(column);
    label.append(box, ` ${heading}`);
    group.append(label);
    return box;
  });
  group.addEventListener("change", () => changed(boxes.flatMap((box, column) => (box.checked ? [column] : []))));
  place.append(group);
}

function draw(place) {
  const table = document.getElementById(place.dataset.table);
  const facts = read(table);
  if (!facts.names.length) return;
  const isBar = place.dataset.chart === "bar";
  const option = isBar ? bars : lines;
  const start = isBar ? Number(place.dataset.column || 0) : facts.headings.map((_, column) => column).slice(0, AT_FIRST);
  const canvas = document.createElement("div");
  canvas.className = "drawing";
  canvas.style.height = isBar ? `${facts.names.length * 28 + 50}px` : "22rem";
  place.hidden = false;
  (isBar ? chooser : checks)(place, facts, start, (chosen) => chart.setOption(option(facts, chosen), true));
  place.append(canvas);
  const chart = init(canvas, null, { renderer: "svg", locale: document.documentElement.lang === "en" ? "EN" : "ZH" });
  canvas.setAttribute("role", "img");
  chart.setOption(option(facts, start));
  addEventListener("resize", () => chart.resize());
}

document.querySelectorAll("figure[data-chart]").forEach(draw);
