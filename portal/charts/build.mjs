// Makes ../static/portal/charts.js of drawing.js and what it uses of ECharts, and writes its hash into package.json.
// `sh build.sh` runs it in a folder of its own, so that no package is ever laid down inside the project.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
const own = JSON.parse(readFileSync("package.json", "utf8"));
const version = (name) => JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8")).version;
const licence = (...path) => readFileSync(join("node_modules", ...path), "utf8").trim();
const parts = ["echarts", "zrender", "tslib"].map((name) => `${name} ${version(name)}`).join(", ");

const made = await build({
  entryPoints: ["drawing.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome90", "firefox90", "safari15"],
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  banner: { js: `/*! ${parts}; licences in charts.LICENSE.txt */` },
  charset: "utf8",
  write: false,
});
const content = made.outputFiles[0].contents;
writeFileSync(join(out, "charts.js"), content);
writeFileSync(
  join(out, "charts.LICENSE.txt"),
  [
    `charts.js holds parts of ${parts}.`,
    licence("echarts", "NOTICE"),
    licence("echarts", "LICENSE"),
    "d3.js, embedded in Apache ECharts",
    licence("echarts", "licenses", "LICENSE-d3"),
    "zrender",
    licence("zrender", "LICENSE"),
    "tslib",
    licence("tslib", "LICENSE.txt"),
  ].join("\n\n") + "\n",
);
own.built = { file: "charts.js", sha256: createHash("sha256").update(content).digest("hex") };
writeFileSync("package.json", `${JSON.stringify(own, null, 2)}\n`);
console.log(`${parts}: ${content.length} bytes`);
