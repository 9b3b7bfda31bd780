/* charts_lib: what of Apache ECharts the page uses, bundled by esbuild into one script that sets `echarts`. */
import { init, use } from "echarts/core";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent,
     TooltipComponent, LabelLayout, SVGRenderer]);
globalThis.verbatimCharts = { init };
