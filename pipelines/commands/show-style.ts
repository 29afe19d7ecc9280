/** Style of the page that `checkup show --format html` writes: light and dark, screen and print, nothing loaded from elsewhere. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1c2128;--soft:#59636e;--line:#d8dee4;--bio:#0969da;--abn:#cf222e;
--find:#8250df;--tab:#1a7f37;--red:#9a6700;--word:#6e7781;--block:#bc4c00;--mark:#fff1b8}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--card:#161b22;--ink:#e6edf3;--soft:#9198a1;--line:#30363d;--bio:#4493f8;--abn:#f85149;
--find:#ab7df8;--tab:#3fb950;--red:#d29922;--word:#9198a1;--block:#db6d28;--mark:#4d3800}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.45 system-ui,"Noto Sans CJK SC",sans-serif}
header{padding:.9rem 1.2rem .3rem}h1{font-size:1.15rem;margin:0 .6rem 0 0;display:inline}h2{font-size:1rem;margin:1rem 1.2rem .4rem}
.facts{color:var(--soft)}.facts b{color:var(--ink);font-weight:600}
nav{position:sticky;top:0;z-index:3;display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;padding:.5rem 1.2rem;background:var(--bg);border-bottom:1px solid var(--line)}
nav button,.tabs button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:.15rem .7rem;cursor:pointer}
nav button[aria-pressed=true]{border-color:currentColor;box-shadow:inset 0 0 0 1px currentColor}
nav button i{display:inline-block;width:.65em;height:.65em;border-radius:2px;margin-right:.4em;background:currentColor}
nav .gap{flex:1}nav a{color:var(--bio);text-decoration:none;padding:0 .25rem}
.sheet{display:grid;grid-template-columns:minmax(0,1.05fr) minmax(0,1fr);gap:1rem;padding:1rem 1.2rem;align-items:start}
.page{position:sticky;top:3.2rem;background:#fff;border:1px solid var(--line);border-radius:4px;overflow:hidden}
.page img,.page svg{display:block;width:100%;height:auto}.page svg{position:absolute;inset:0;height:100%}
.page.bare svg{position:static}
@media(prefers-color-scheme:dark){.page img{filter:brightness(.9)}}
rect{fill-opacity:.07;stroke-width:1.2;vector-effect:non-scaling-stroke;stroke:currentColor;fill:currentColor;cursor:default}
.words{color:var(--word)}.words rect{stroke-width:.6;fill-opacity:.03}.words .ocr{stroke-dasharray:2 2}.words .low{color:var(--abn);fill-opacity:.18}
.blocks{color:var(--block)}.blocks text{font:5.5px system-ui;fill:currentColor;stroke:none}.blocks rect{stroke-dasharray:4 2;fill-opacity:.03}
.tables{color:var(--tab)}.tables .cell{stroke-width:.5;fill-opacity:.02}.tables .guideline{stroke-dasharray:5 3}
.redactions{color:var(--red)}.biomarkers{color:var(--bio)}.biomarkers .abnormal{color:var(--abn)}.findings{color:var(--find)}
.page rect.lit,.page rect[data-id]:hover,.words rect:hover{fill-opacity:.35;stroke-width:2.2}
.hide-words .words,.hide-blocks .blocks,.hide-tables .tables,.hide-redactions .redactions,.hide-biomarkers .biomarkers,.hide-findings .findings{display:none}
.side{background:var(--card);border:1px solid var(--line);border-radius:4px;overflow:hidden;min-width:0}
.tabs{display:flex;flex-wrap:wrap;gap:.35rem;padding:.5rem .6rem;border-bottom:1px solid var(--line)}
.tabs button[aria-selected=true]{background:var(--ink);color:var(--card)}
.panel{overflow-x:auto;padding:0 .6rem .6rem}.panel[hidden]{display:none}
table{border-collapse:collapse;width:100%;font-size:12.5px}td,th{border-bottom:1px solid var(--line);padding:3px 6px;text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:500;white-space:nowrap}.panel.grid td,.panel.grid th{border:1px solid var(--line)}
tr[data-for],li[data-for]{cursor:pointer}tr.lit,li.lit{background:var(--mark)}
.abnormal .v{color:var(--abn);font-weight:650}.v{white-space:nowrap}.u,.soft{color:var(--soft)}.previous{opacity:.65}
.why{display:inline-block;font-size:11px;border:1px solid var(--line);border-radius:3px;padding:0 .3em;margin:1px 2px 0 0;color:var(--red)}
.tag{display:inline-block;font-size:11px;border-radius:3px;padding:0 .35em;margin-right:.3em;border:1px solid currentColor;color:var(--find)}
ul,ol{padding-left:1.2rem;margin:.5rem 0}li{margin:.2rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:12px/1.5 ui-monospace,"Noto Sans CJK SC",monospace}
#tip{position:fixed;z-index:5;max-width:26rem;white-space:pre-line;background:var(--ink);color:var(--card);font-size:12px;line-height:1.4;padding:.4rem .6rem;border-radius:4px;pointer-events:none;opacity:0}
#tip.on{opacity:.96}.cards{padding:0 1.2rem 1rem}.stop{margin:.6rem 1.2rem;padding:.5rem .8rem;border-left:4px solid var(--abn);background:var(--card)}
.only-abnormal tr[data-for]:not(.abnormal),.only-review tr[data-for]:not(.review),.only-review li[data-for]:not(.review){display:none}
.only-abnormal .biomarkers rect:not(.abnormal),.only-review .biomarkers rect:not(.review){display:none}
@media(max-width:950px){.sheet{grid-template-columns:1fr}.page{position:relative;top:0}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb}nav,.tabs,#tip{display:none}.sheet{display:block;break-after:page;padding:0}
.page{position:relative;top:0;max-width:62%;margin:0 auto .6rem;break-inside:avoid}.panel[hidden]{display:block}.panel.text,.panel.grid{display:none}.side{border:0}
tr{break-inside:avoid}}`

/** Behaviour of that page: layers on and off, tabs, and hover that lights a record's box and its row together. */
export const SCRIPT = `
const all=(q,r=document)=>[...r.querySelectorAll(q)],tip=document.getElementById('tip'),root=document.body
all('nav [data-layer]').forEach(b=>b.onclick=()=>{const off=root.classList.toggle('hide-'+b.dataset.layer);b.setAttribute('aria-pressed',String(!off))})
all('nav [data-only]').forEach(b=>b.onclick=()=>{const on=root.classList.toggle('only-'+b.dataset.only);b.setAttribute('aria-pressed',String(on))})
all('.side').forEach(s=>{const tabs=all('.tabs button',s),panels=all('.panel',s)
tabs.forEach((t,i)=>t.onclick=()=>{tabs.forEach((o,j)=>o.setAttribute('aria-selected',String(i===j)));panels.forEach((p,j)=>{p.hidden=i!==j})})})
const light=(id,on)=>all('[data-id="'+id+'"],[data-for="'+id+'"]').forEach(e=>e.classList.toggle('lit',on))
const move=e=>{tip.style.left=Math.min(e.clientX+14,innerWidth-tip.offsetWidth-8)+'px';tip.style.top=Math.min(e.clientY+14,innerHeight-tip.offsetHeight-8)+'px'}
all('[data-id],[data-for],[data-tip]').forEach(e=>{const id=e.dataset.id||e.dataset.for
e.addEventListener('mouseenter',m=>{if(id)light(id,true);if(e.dataset.tip){tip.textContent=e.dataset.tip;tip.classList.add('on');move(m)}})
e.addEventListener('mousemove',move);e.addEventListener('mouseleave',()=>{if(id)light(id,false);tip.classList.remove('on')})
e.addEventListener('click',()=>{if(!id)return;const to=e.dataset.id?document.querySelector('[data-for="'+id+'"]'):document.querySelector('[data-id="'+id+'"]')
const panel=to&&to.closest('.panel');if(panel&&panel.hidden){const i=all('.panel',panel.parentElement).indexOf(panel);all('.tabs button',panel.parentElement)[i].click()}
if(to)to.scrollIntoView({block:'center',behavior:'smooth'})})})`
