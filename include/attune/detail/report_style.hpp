// The look of the report: one style for conversations, wherever they are shown, and one for the page around them.
#pragma once

#include <attune/detail/html.hpp>

namespace attune::detail::page {

// Every rule starts at `.attune`, so that a fragment changes nothing of the notebook around it. Each colour is given once, for
// light and for dark: of --light and --dark one is empty and the other invalid, and an invalid variable gives way to its fallback.
inline constexpr Markup conversation_style = R"css(
.attune{--light:initial;--dark: ;color-scheme:light}
@media (prefers-color-scheme:dark){.attune{--light: ;--dark:initial;color-scheme:dark}}
[data-jp-theme-light="true"] .attune,.vscode-light .attune{--light:initial;--dark: ;color-scheme:light}
[data-jp-theme-light="false"] .attune,.vscode-dark .attune{--light: ;--dark:initial;color-scheme:dark}
@media print{.attune{--light:initial;--dark: ;color-scheme:light}}
.attune{
--ground:var(--light,#f5f3ee) var(--dark,#15181b);
--sheet:var(--light,#fffefb) var(--dark,#1e2226);
--sunk:var(--light,#f0ede6) var(--dark,#272c31);
--ink:var(--light,#23272c) var(--dark,#e8e5de);
--soft:var(--light,#5a6068) var(--dark,#a9aeb5);
--line:var(--light,#dedad0) var(--dark,#363c43);
--link:var(--light,#1f5a8c) var(--dark,#8fc4f2);
--cognitive:var(--light,#1c5480) var(--dark,#a5d0f4);
--cognitive-tint:var(--light,#deebf7) var(--dark,#1b3346);
--emotional:var(--light,#84295a) var(--dark,#f2b3d1);
--emotional-tint:var(--light,#f8e1ec) var(--dark,#41243a);
--action:var(--light,#1b5e40) var(--dark,#9fdcb9);
--action-tint:var(--light,#dbf0e4) var(--dark,#1b3829);
--detracting:var(--light,#83430a) var(--dark,#f4c488);
--detracting-tint:var(--light,#fbe7d0) var(--dark,#432f15);
--cue:var(--light,#4b4685) var(--dark,#c6c1f6);
--cue-tint:var(--light,#e7e5f6) var(--dark,#2e2b51);
--calm:var(--light,#2c6f64) var(--dark,#74c2b1);
--tense:var(--light,#8a5a00) var(--dark,#e3b455);
--high:var(--light,#a82f27) var(--dark,#f39084);
--high-tint:var(--light,#fbe5e1) var(--dark,#44211d);
color:var(--ink);font:400 1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;text-align:left}
.attune *,.attune *::before,.attune *::after{box-sizing:border-box}
.attune a{color:var(--link);text-underline-offset:.15em}
.attune a:focus-visible,.attune summary:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.attune h3,.attune h4{line-height:1.25;margin:0;font-weight:650;overflow-wrap:anywhere}
.attune h4{font-size:.8125rem;color:var(--soft);margin-bottom:.4rem}
.attune ul,.attune ol,.attune dl,.attune p,.attune dd{margin:0;padding:0}
.attune ul,.attune ol{list-style:none}
.attune .where{color:var(--soft);font-size:.875em;overflow-wrap:anywhere}
.attune code{font:.92em ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere;background:none;color:inherit;padding:0}
.attune.fragment{background:var(--ground);border:1px solid var(--line);border-radius:12px;padding:1rem;margin:.5rem 0}
.attune.fragment>h3{font-size:1.05rem;margin-bottom:.9rem}
.attune .conversation{display:flex;flex-wrap:wrap;gap:1.5rem 2rem}
.attune .about{flex:1 1 min(16.5rem,100%);min-width:0;display:flex;flex-direction:column;gap:1.25rem}
.attune .talk{flex:3 1 min(27rem,100%);min-width:0}
.attune .reason{border-left:3px solid var(--tense);padding:.1rem 0 .1rem .75rem;margin-top:.6rem;font-size:.9375rem}
.attune .reason.human{border-left-color:var(--high);border-left-width:6px}
.attune .reason ul{margin-top:.2rem}
.attune .reason li{padding:.15rem 0;overflow-wrap:anywhere}
.attune q{font-style:italic;quotes:"\201C" "\201D"}
.attune .facts div{display:flex;gap:.75rem;padding:.3rem 0;border-top:1px solid var(--line);font-size:.9375rem}
.attune .facts div:first-child{border-top:0}
.attune .facts dt{flex:0 0 8em;color:var(--soft)}
.attune .facts dd{flex:1;min-width:0}
.attune .level{white-space:nowrap;font-size:.875rem}
.attune .level.calm,.attune .key.calm{color:var(--calm)}
.attune .level.tense,.attune .key.tense{color:var(--tense)}
.attune .level.high,.attune .key.high{color:var(--high);font-weight:600}
.attune svg{display:block;overflow:visible}
.attune svg .grid{stroke:var(--line);stroke-width:1;fill:none;vector-effect:non-scaling-stroke}
.attune svg .trace{stroke:var(--soft);stroke-width:2;fill:none;stroke-linejoin:round;stroke-linecap:round}
.attune svg .calm{fill:var(--calm)}
.attune svg .tense{fill:var(--tense)}
.attune svg .high{fill:var(--high)}
.attune svg.wide{width:100%;max-width:26rem;height:auto}
.attune .axis{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem;color:var(--soft);font-size:.875rem;max-width:26rem}
.attune .turns{display:flex;flex-direction:column;gap:.75rem}
.attune .turn{max-width:42rem;padding:.6rem .9rem .7rem;border:1px solid var(--line);border-radius:14px;background:var(--sheet);min-width:0}
.attune .turn.customer{margin-right:clamp(.75rem,6%,4rem);border-bottom-left-radius:3px;background:var(--sunk);align-self:flex-start}
.attune .turn.agent,.attune .turn.bot{margin-left:clamp(.75rem,6%,4rem);border-bottom-right-radius:3px;align-self:flex-end}
.attune .turn.bot{border-style:dashed}
.attune .turn.unknown{border-style:dotted;border-width:2px;align-self:flex-start}
.attune .turn:target{outline:3px solid var(--link);outline-offset:2px}
.attune .who{display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .6rem;font-size:.875rem;margin-bottom:.15rem}
.attune .who .name{overflow-wrap:anywhere;min-width:0}
.attune .text{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
.attune .cognitive{--tone:var(--cognitive);--tint:var(--cognitive-tint)}
.attune .emotional{--tone:var(--emotional);--tint:var(--emotional-tint)}
.attune .action{--tone:var(--action);--tint:var(--action-tint)}
.attune .detracting{--tone:var(--detracting);--tint:var(--detracting-tint)}
.attune .cue{--tone:var(--cue);--tint:var(--cue-tint)}
.attune .stress{--tone:var(--high);--tint:var(--high-tint)}
.attune mark{color:inherit;background:var(--tint);text-decoration:underline solid 2px var(--tone);text-underline-offset:.22em;text-decoration-skip-ink:none;border-radius:3px;padding:.06em .1em}
.attune mark.emotional{text-decoration-style:double;text-decoration-thickness:1.5px}
.attune mark.action{text-decoration-style:dashed}
.attune mark.detracting{text-decoration-style:wavy;text-decoration-thickness:1.5px}
.attune mark.cue{text-decoration-style:dotted}
.attune mark.several{box-shadow:0 -2px 0 var(--tone)}
.attune mark[data-n]::after{content:attr(data-n);display:inline-block;font-size:.68em;font-weight:700;line-height:1;vertical-align:.5em;color:var(--tone);margin-left:.2em}
.attune .control::before{content:attr(data-code);font:700 .68em/1 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;text-transform:uppercase;border:1px solid currentColor;border-radius:3px;padding:0 .2em;margin:0 .1em;color:var(--high)}
.attune .tags{display:flex;flex-wrap:wrap;gap:.3rem;margin-top:.5rem;font-size:.8125rem}
.attune .tags li{border:1px solid var(--tone,var(--soft));color:var(--tone,var(--soft));background:var(--tint,transparent);border-radius:1rem;padding:0 .55rem;overflow-wrap:anywhere}
.attune .tags .emotion{border-style:dashed}
.attune .answers{font-size:.875rem;color:var(--soft);margin-top:.4rem}
.attune .left-out{font-size:.875rem;color:var(--soft);margin-top:.5rem;font-style:italic}
.attune details>summary{cursor:pointer;color:var(--link);font-size:.9375rem;padding:.35rem 0}
.attune .evidence{margin-top:1rem}
.attune .evidence ul{font-size:.9375rem}
.attune .evidence li{padding:.35rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
@media print{.attune .turn,.attune .reason{break-inside:avoid}}
)css";

inline constexpr Markup page_style = R"css(
html{scroll-behavior:smooth;scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body.attune{margin:0;background:var(--ground)}
.attune [hidden]{display:none!important}
.attune .wrap{max-width:72rem;margin:0 auto;padding:0 clamp(.75rem,3vw,2rem)}
.attune .skip{position:absolute;left:-999rem;top:.5rem;background:var(--sheet);padding:.5rem 1rem;z-index:2}
.attune .skip:focus{left:.5rem}
.attune header.top{padding:clamp(1.5rem,5vw,3.25rem) 0 .5rem}
.attune h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.4rem);line-height:1.15;letter-spacing:-.015em;font-weight:680;margin:0 0 .5rem;overflow-wrap:anywhere}
.attune h2{font-size:1.35rem;letter-spacing:-.01em;font-weight:660;margin:0 0 .9rem}
.attune .lede{font-size:1.0625rem;max-width:46rem}
.attune header nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-top:.75rem}
.attune main>section{padding-top:2.25rem}
.attune .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(8.25rem,100%),1fr));gap:.75rem}
.attune .tiles div{background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:.7rem .9rem .8rem;display:flex;flex-direction:column;justify-content:space-between}
.attune .tiles dt{font-size:.875rem;color:var(--soft)}
.attune .tiles dd{font-size:.9375rem;display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .5rem}
.attune .tiles b{font-size:1.9rem;line-height:1.2;font-weight:650;letter-spacing:-.02em}
.attune .tiles .of{flex-basis:100%;color:var(--soft)}
.attune .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(25rem,100%),1fr));gap:0 .75rem;align-items:start}
.attune .card{margin-top:.75rem;background:var(--sheet);border:1px solid var(--line);border-radius:12px;padding:1rem 1.1rem 1.1rem;min-width:0}
.attune .card h3{font-size:1.05rem;margin-bottom:.8rem}
.attune figure{margin:0 0 1rem}
.attune figcaption,.attune caption{font-size:.875rem;color:var(--soft);text-align:left;margin-bottom:.3rem}
.attune .bar{width:100%;height:14px;border-radius:4px}
.attune .shares ul,.attune .legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.9375rem;margin-top:.3rem}
.attune svg .flat{fill:var(--line)}
.attune svg .both{fill:var(--calm)}
.attune svg .cognitive{fill:var(--cognitive)}
.attune svg .emotional{fill:var(--emotional)}
.attune svg .action{fill:var(--action)}
.attune svg .detracting{fill:var(--detracting)}
.attune svg .cue{fill:var(--cue)}
.attune .key.flat{color:var(--soft)}
.attune .key.both{color:var(--calm)}
.attune .key.cognitive{color:var(--cognitive)}
.attune .key.emotional{color:var(--emotional)}
.attune .key.first{color:var(--soft)}
.attune .key.last{color:var(--link)}
.attune .pair{display:grid;grid-template-columns:1fr 1fr;gap:1.25rem}
.attune .pair figure{margin:0}
.attune .histogram svg{width:100%;height:auto}
.attune .histogram rect{fill:var(--soft)}
.attune .histogram .axis,.attune .card .axis{max-width:none}
.attune svg.trend{width:100%;height:auto;margin-top:.8rem}
.attune svg.trend .trace{vector-effect:non-scaling-stroke}
.attune svg .trace.first,.attune svg circle.first{stroke:var(--soft)}
.attune svg .trace.last,.attune svg circle.last{stroke:var(--link)}
.attune svg circle.first{fill:var(--soft)}
.attune svg circle.last{fill:var(--sheet);stroke-width:2}
.attune svg .trace.last{stroke-dasharray:6 5}
.attune table{border-collapse:collapse;width:100%;font-size:.9375rem;margin:0}
.attune th{text-align:left;font-weight:400}
.attune .counts th[scope=row]{width:9.5rem;padding:.12rem .75rem .12rem 0}
.attune .counts .kind{color:var(--tone);font-weight:600;font-size:.875rem;padding-top:.6rem}
.attune .counts .n{width:2.5rem;text-align:right;font-variant-numeric:tabular-nums}
.attune .count{width:100%;height:10px}
.attune .counts+.where,.attune .card>p.where:last-child{margin-top:.8rem}
.attune .figures th,.attune .figures td{padding:.2rem .5rem .2rem 0;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
.attune .figures thead th{color:var(--soft);border-top:0}
.attune .filter{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:center;margin-bottom:1rem}
.attune .filter label.search{display:flex;gap:.5rem;align-items:center;flex:1 1 16rem}
.attune .filter input[type=search]{flex:1;min-width:0;font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--soft);border-radius:8px;padding:.4rem .7rem}
.attune .filter ::placeholder{color:var(--soft);opacity:1}
.attune .filter fieldset{border:0;margin:0;padding:0;min-width:0;display:flex;flex-wrap:wrap;gap:.4rem}
.attune .filter legend{float:left;position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.attune .filter .choice{position:relative}
.attune .filter .choice input{position:absolute;inset:0;opacity:0;margin:0;width:100%;height:100%;cursor:pointer}
.attune .filter .choice span{display:block;border:1px solid var(--soft);border-radius:1rem;padding:.25rem .8rem;font-size:.9375rem;background:var(--sheet)}
.attune .filter .choice input:checked+span{background:var(--link);border-color:var(--link);color:var(--ground);font-weight:600}
.attune .filter :focus-visible,.attune .filter .choice input:focus-visible+span{outline:3px solid var(--link);outline-offset:2px}
.attune .filter output{color:var(--soft);font-size:.9375rem}
.attune .list{border:1px solid var(--line);border-radius:12px;background:var(--sheet);overflow:hidden}
.attune .list>li{display:grid;grid-template-columns:minmax(0,1fr) 7.5rem;gap:.15rem 1rem;padding:.7rem 1rem;border-top:1px solid var(--line);align-items:center}
.attune .list>li:first-child{border-top:0}
.attune .list a{font-weight:600;overflow-wrap:anywhere}
.attune svg.small{width:7.5rem;height:auto;grid-row:1/4;grid-column:2}
.attune .snippet{grid-column:1;font-size:.9375rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;unicode-bidi:isolate}
.attune .reasons{grid-column:1;display:flex;flex-wrap:wrap;gap:.1rem .35rem;font-size:.9375rem}
.attune .reasons li{min-width:0}
.attune .reasons li:not(:last-child)::after{content:" \B7";color:var(--soft)}
.attune .reasons .human{color:var(--high);font-weight:600}
.attune .reasons .quiet{color:var(--soft)}
.attune article{border-top:1px solid var(--line);padding:2rem 0 2.5rem}
.attune article:target>h3{text-decoration:underline 3px var(--link);text-underline-offset:.3em}
.attune article>h3{font-size:1.2rem;margin-bottom:.15rem}
.attune article>.where{margin-bottom:1.1rem}
.attune .marks{display:flex;flex-wrap:wrap;gap:.4rem 1.25rem;margin:.25rem 0 1rem;font-size:.9375rem}
.attune footer{border-top:1px solid var(--line);margin-top:1rem;padding:1.5rem 0 3rem;font-size:.9375rem;color:var(--soft)}
.attune footer p{max-width:46rem;margin-bottom:.6rem}
@media (max-width:30rem){
.attune svg.trend circle{r:6px}
.attune .list>li{grid-template-columns:minmax(0,1fr)}
.attune svg.small{grid-row:auto;grid-column:1;width:100%;max-width:12rem}
.attune .turn{padding:.5rem .7rem .6rem}
.attune .pair{gap:.75rem}
}
@media print{
body.attune{background:#fff}
.attune .skip,.attune .filter,.attune header nav,.attune article>.where a{display:none}
.attune .card,.attune .tiles div,.attune .list>li{break-inside:avoid}
.attune article>h3,.attune article>.where,.attune h2{break-after:avoid}
.attune svg,.attune mark,.attune .tags li{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
)css";

/// Filters the list and the conversations by choice and by word. Without it all is there to read.
inline constexpr Markup page_script = R"js(
(() => {
  const filter = document.getElementById("filter");
  if (!filter) return;
  const search = filter.querySelector("input[type=search]");
  const choices = [...filter.querySelectorAll("input[type=radio]")];
  const shown = filter.querySelector("output");
  const items = [...document.querySelectorAll("#list > li")].map((row) => {
    const article = document.getElementById(row.dataset.for);
    return {row, article, flags: row.dataset.flags.split(" "), text: ""};
  });
  const matches = (item, words) => {
    item.text = item.text || item.article.textContent.toLowerCase();
    return words.every((word) => item.text.includes(word));
  };
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = choices.find((choice) => choice.checked).value;
    let n = 0;
    for (const item of items) {
      const hit = item.flags.includes(wanted) && (words.length === 0 || matches(item, words));
      item.row.hidden = item.article.hidden = !hit;
      n += hit;
    }
    shown.textContent = `${n} of ${items.length} shown`;
  };
  for (const choice of choices) {
    const n = items.filter((item) => item.flags.includes(choice.value)).length;
    choice.nextElementSibling.textContent += ` ${n}`;
    choice.addEventListener("change", apply);
  }
  search.addEventListener("input", apply);
  filter.hidden = false;
  apply();
})();
)js";

}  // namespace attune::detail::page
