/** The page's style sheet: light and dark by the reader's setting, fit for a phone and for paper. */
import { customProperties, Html, lineStyle } from "@tresnet/charts";

export const style: Html = new Html(`
${customProperties}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 20px 64px}
header p{margin:0;color:var(--accent);font-weight:600;letter-spacing:.08em;text-transform:uppercase;font-size:12px}
h1{font-size:30px;line-height:1.2;margin:6px 0 4px;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:18px;margin:0 0 14px}
header .quiet{text-transform:none;letter-spacing:0;font-weight:400;font-size:15px;color:var(--quiet)}
.quiet{color:var(--quiet)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px;margin:26px 0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px;box-shadow:var(--shadow)}
.figures dt{color:var(--quiet);font-size:13px}
.figures dd{margin:0;font-size:27px;font-weight:650;letter-spacing:-.02em}
.figures div:first-child dd{color:var(--accent)}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:22px 24px;margin:18px 0;box-shadow:var(--shadow)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:22px 30px;align-items:start}
.columns.three{grid-template-columns:repeat(auto-fit,minmax(270px,1fr));align-items:end}
.notice{border-left:4px solid var(--series-2)}
figure{margin:0}
.columns:not(.three) .chart{max-width:400px}
.chart svg{width:100%;height:auto;display:block;overflow:visible}
.chart figcaption{display:flex;flex-wrap:wrap;gap:2px 12px;margin-bottom:6px;font-size:13.5px}
.key{color:var(--quiet);display:inline-flex;align-items:center;gap:5px}
.key i{width:14px;height:0;border-top:3px solid currentColor;border-radius:2px}.key i.dashed{border-top-style:dashed}
${lineStyle}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{font-weight:500;text-align:left;color:var(--quiet);font-size:13px}
.confusion{width:auto;border-collapse:separate;border-spacing:4px}
.confusion th{padding:4px 8px}.confusion thead th{text-align:center}.confusion .over{letter-spacing:.06em}
.confusion td{min-width:72px;padding:12px 10px;text-align:center;border-radius:8px;line-height:1.25}
.confusion td b{display:block;font-weight:600;font-size:17px}.confusion td small{opacity:.85;font-size:12px}
.confusion td.right{background:rgb(var(--right)/calc(.08 + var(--share)*.84))}.confusion td.wrong{background:rgb(var(--wrong)/calc(.06 + var(--share)*.84))}
.confusion td.strong{color:#fff}@media (prefers-color-scheme:dark){.confusion td.strong{color:#0b1218}}
.confusion.dense{border-spacing:1px}.confusion.dense td{min-width:8px;height:8px;padding:0;border-radius:1px}.confusion.dense th{padding:0 4px;font-size:11px;line-height:1}
.classes td,.classes th{padding:7px 10px;border-bottom:1px solid var(--line)}.classes tbody th{color:var(--ink)}.classes tr:last-child>*{border-bottom:0}
.bar{min-width:120px;position:relative}.bar i{display:block;height:4px;border-radius:2px;background:var(--accent);margin-top:3px}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(136px,1fr));gap:16px}
.gallery img{width:100%;aspect-ratio:1;object-fit:contain;border-radius:10px;background:var(--paper);border:1px solid var(--line);display:block}
.gallery figcaption{font-size:13px;line-height:1.35;margin-top:6px}.gallery span,.gallery small{display:block;overflow-wrap:anywhere}
.gallery.explained{grid-template-columns:repeat(auto-fill,minmax(272px,1fr))}.explained figure div{display:grid;grid-template-columns:1fr 1fr;gap:4px}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:18px}
.pictures svg{width:100%;height:auto;display:block;border-radius:10px;background:var(--paper)}.pictures svg text{font-size:inherit}
.pictures figcaption{font-size:13px;line-height:1.35;margin-top:6px}.pictures span,.pictures small{display:block;overflow-wrap:anywhere}.pictures small{color:var(--quiet)}
.truth{font-weight:600}.taken{color:var(--series-2)}.gallery small{color:var(--quiet)}
.settings{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:2px 28px;margin:0}
.settings div{display:flex;justify-content:space-between;gap:12px;border-bottom:1px solid var(--line);padding:4px 0}
.settings dt{color:var(--quiet)}.settings dd{margin:0;text-align:right;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}
pre{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:12px 14px;white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 14px}
.paths{max-height:260px;overflow:auto;margin:8px 0 0;padding-left:20px}.paths li{overflow-wrap:anywhere}
footer{color:var(--quiet);font-size:13px;margin-top:26px}
@media print{body{background:#fff}section,.figures div{break-inside:avoid;box-shadow:none}}
`);
