// Notes that mean harm: whatever is written in them, nothing of it runs. Served without a policy that could help.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { browserPath, build, each, launch, open, serve, vault } from "./site.mjs";

const tab = "\t";

/** Each would run `xss` if it got through. */
const payloads = [
  "<script>xss()</script>", "<SCRIPT SRC=//127.0.0.1/x.js></SCRIPT>", "<scr<script>ipt>xss()</script>", "<script/x>xss()</script >", "<<script>xss();//<</script>", "<script\n>xss()</script\n>",
  "<img src=x onerror=xss()>", "<img src=x onerror='xss()'//", "<IMG \"\"\"><SCRIPT>xss()</SCRIPT>\">", "<img/src=x/onerror=xss()>", "<img src=`x`onerror=xss()>", "<img src=\"x\" srcset=\"javascript:xss() 1x\" onerror=xss()>", "<img title=\"`\"onerror=xss()\" src=x>", "<img lowsrc=javascript:xss()>", "<img dynsrc=javascript:xss()>",
  "<a href=javascript:xss()>a</a>", "<a href=\"JaVaScRiPt:xss()\">a</a>", "<a href=\"java&#115;cript:xss()\">a</a>", "<a href=\"&#x6A;avascript&colon;xss()\">a</a>", `<a href="jav${tab}ascript:xss()">a</a>`, "<a href=\"jav&#x09;ascript:xss()\">a</a>", "<a href=\"jav&NewLine;ascript:xss()\">a</a>", "<a href=\" &#14; javascript:xss()\">a</a>", "<a href=\"data:text/html,<script>xss()</script>\">a</a>", "<a href=\"vbscript:xss()\">a</a>", "<a href=\"//x\" onmouseover=xss()>a</a>", "<a href='x' style='behavior:url(x)'>a</a>",
  "<a xlink:href=javascript:xss()>a</a>", "<svg onload=xss()>", "<svg><script>xss()</script></svg>", "<svg><a xlink:href=\"javascript:xss()\"><text>a</text></a></svg>", "<svg><animate onbegin=xss() attributeName=x dur=1s>", "<svg><set attributeName=href to=javascript:xss()>", "<svg/onload=xss()//", "<svg><style><img src=x onerror=xss()></style></svg>", "<svg></p><style><a id=\"</style><img src=1 onerror=xss()>\">", "<svg><foreignObject><iframe srcdoc=\"<script>parent.xss()</script>\"></foreignObject></svg>", "<svg><use href=\"data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><image href=x onerror=xss() /></svg>#x\" /></svg>",
  "<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src=x onerror=xss()>\">", "<math href=\"javascript:xss()\">a</math>", "<math><maction actiontype=statusline xlink:href=javascript:xss()>a</maction></math>", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=xss()>", "<math><annotation-xml encoding=\"text/html\"><img src=x onerror=xss()></annotation-xml></math>",
  "<noscript><p title=\"</noscript><img src=x onerror=xss()>\">", "<template><img src=x onerror=xss()></template>", "<textarea><img title=\"</textarea><img src=x onerror=xss()>\"></textarea>", "<title><img title=\"</title><img src=x onerror=xss()>\"></title>", "<xmp><img title=\"</xmp><img src=x onerror=xss()>\"></xmp>", "<plaintext><img src=x onerror=xss()>", "<noembed><img title=\"</noembed><img src=x onerror=xss()>\">", "<select><iframe onload=xss()></select>",
  "<iframe src=javascript:xss()></iframe>", "<iframe srcdoc=\"<script>parent.xss()</script>\"></iframe>", "<iframe srcdoc='&lt;script&gt;parent.xss()&lt;/script&gt;'>", "<object data=javascript:xss()></object>", "<object data=\"data:text/html,<script>parent.xss()</script>\">", "<embed src=javascript:xss()>", "<applet code=x>", "<frameset onload=xss()>", "<portal src=javascript:xss()>",
  "<form action=javascript:xss()><input type=submit></form>", "<button formaction=javascript:xss()>b</button>", "<input onfocus=xss() autofocus>", "<isindex action=javascript:xss() type=image>", "<input type=image src=x onerror=xss()>", "<keygen autofocus onfocus=xss()>",
  "<base href=\"javascript:xss();//\">", "<base href=//127.0.0.1:1/>", "<meta http-equiv=refresh content=\"0;url=javascript:xss()\">", "<meta http-equiv=\"Set-Cookie\" content=\"a=b\">", "<link rel=stylesheet href=javascript:xss()>", "<link rel=import href=x>", "<style>*{background:url(javascript:xss())}</style>", "<style>@import 'javascript:xss()';</style>", "<div style=\"background:url(javascript:xss())\">a</div>", "<div style=\"width:expression(xss())\">a</div>", "<body onload=xss()>", "<html onmouseenter=xss()>", "<bgsound src=javascript:xss()>",
  "<details open ontoggle=xss()><summary>s</summary></details>", "<video><source onerror=xss()></video>", "<video src=x onerror=xss()></video>", "<video poster=javascript:xss()></video>", "<audio src=x onerror=xss()></audio>", "<track src=x onerror=xss() default>", "<marquee onstart=xss()>a</marquee>", "<table background=javascript:xss()><td background=javascript:xss()>", "<blockquote cite=javascript:xss()>a</blockquote>", "<p tabindex=1 onfocus=xss() autofocus>a", "<x onclick=xss() tabindex=1>a</x>", "<custom-element is=x onclick=xss()>", "<b id=main name=body>a</b>", "<a href=x ping=javascript:xss()>a</a>", "<del cite=javascript:xss()>a</del>", "<img src=\"data:image/svg+xml,<svg onload=xss() xmlns='http://www.w3.org/2000/svg'/>\">", "<img usemap=#m src=x><map name=m><area href=javascript:xss()></map>",
  "<!--><img src=x onerror=xss()>-->", "<!--[if gte IE 4]><script>xss()</script><![endif]-->", "<!-- --!><img src=x onerror=xss()> -->", "<![CDATA[<img src=x onerror=xss()>]]>", "<?xml version=\"1.0\"?><img src=x onerror=xss()>", "<!DOCTYPE x [<!ENTITY y \"<img src=x onerror=xss()>\">]>", "</p><img src=x onerror=xss()>", "<a title=\"\n\n<img src=x onerror=xss()>\n\n\">a</a>", "<div title='\n\n'><img src=x onerror=xss()>", "<b\n\nonclick=xss()>a</b>", "<a href=\"x\n\n\" onclick=\"xss()\">a</a>", "\u0000<img src=x onerror=xss()>", "<img\u0000 src=x onerror=xss()>", "<im\u0000g src=x onerror=xss()>", "＜script＞xss()＜/script＞", "+ADw-script+AD4-xss()+ADw-/script+AD4-", "&lt;script&gt;xss()&lt;/script&gt;", "\"><img src=x onerror=xss()>", "'><img src=x onerror=xss()>", "</textarea></title></style></script><img src=x onerror=xss()>",
];
/** In what Markdown and its extensions make of a text. */
const around = [
  (text) => text, (text) => `> ${text.replaceAll("\n", "\n> ")}\n\nbehind`, (text) => `- ${text}\n\n  <b>\n\n- ${text}`, (text) => `# ${text}`, (text) => `| a | b |\n|---|---|\n| ${text.replaceAll("\n", " ").replaceAll("|", "\\|")} | c |`, (text) => `x^[${text}] [[other|${text}]] ![[other#${text}]] ==${text}== *${text}*`,
  (text) => `> [!note|${text}]- ${text}\n> ${text}`, (text) => `[a](<${text}> "${text}") ![${text}](<${text}> '${text}') [${text}]: x`, (text) => `\`\`\`${text.replaceAll("\n", " ").replaceAll("`", "")} title="${text.replaceAll("\n", " ")}"\n${text}\n\`\`\``, (text) => `$${text}$ and $$\\text{${text}} \\href{javascript:xss()}{x}$$`, (text) => `key:: ${text}\n[k:: ${text}] (k:: ${text}) #tag/${text}\n\nterm ${text}\n: ${text} ^id`,
];
const links = ["[a](javascript:xss())", "[a](JAVASCRIPT:xss())", "[a](java\tscript:xss())", "[a](&#106;avascript:xss())", "[a](\\javascript:xss())", "[a](<java\\nscript:xss()>)", "[a](data:text/html;base64,PHNjcmlwdD54c3MoKTwvc2NyaXB0Pg==)", "![a](javascript:xss())", "![a](data:text/html,x)", "<javascript:xss()>", "[a][r]\n\n[r]: javascript:xss()", "[[javascript:xss()]]", "![[javascript:xss()]]", "[[x\" onclick=\"xss()]]", "![[pan.png|300\" onerror=\"xss()]]", "[a](x.md\"onclick=xss())", "![[a.svg]]", "www.x.org/\"onmouseover=xss()", "https://x.org/'><img/src=x/onerror=xss()>"];

const files = { "a.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"xss()\"><script>parent.xss()</script></svg>", "pan.png": "" };
// each by itself, and in every surrounding some of them; with ALL in the environment, all
const all = Boolean(process.env.ALL);
around.forEach((put, n) => payloads.forEach((text, m) => (!all && n && m % 7 !== n % 7) || (files[`p/${n}-${m}.md`] = `${put(text)}\n\nbehind *it*, [[other]]\n`)));
links.forEach((text, n) => (files[`l/${n}.md`] = `${text}\n\n[[other]]\n`));
payloads.forEach((text, n) => {
  if (!all && n % 3) return;
  const flat = text.replaceAll("\n", " ").replaceAll("\u0000", "");
  files[`f/${n}.md`] = `---\ntitle: ${JSON.stringify(flat)}\naliases: [${JSON.stringify(flat)}]\ntags: [${JSON.stringify(flat)}]\nlang: ${JSON.stringify(flat)}\ndescription: ${JSON.stringify(flat)}\nown: ${JSON.stringify(flat)}\n---\n[[other]] and [[${flat}]]\n`;
});
files["other.md"] = "# Other\n";
files["all.md"] = payloads.map((_, n) => `![[p/0-${n}]]`).join("\n\n");

let browser, site, root;

before(async () => {
  assert.ok(browserPath, "there is no Chromium; set CHROME_PATH");
  browser = await launch();
  root = build(vault(files));
  site = await serve(root, "");
});

after(async () => {
  await browser?.close();
  site?.close();
});

test("nothing that a note writes runs, asks another host or leaves its place", { timeout: 300_000 }, async () => {
  const pages = readdirSync(root, { recursive: true }).map(String).filter((path) => path.endsWith("index.html"));
  assert.ok(pages.length > 2 * payloads.length, `${pages.length} pages`);
  const { page, close } = await open(browser, { base: site.base });
  const ran = [];
  await page.exposeFunction("xss", () => ran.push(page.url()));
  page.on("dialog", (dialog) => (ran.push(`${page.url()} ${dialog.message()}`), dialog.dismiss()));
  // one page for all: each text is put in as a browser would read it, with what its elements would do
  await page.goto(site.base);
  await each(pages, async (path) => {
    const wrong = await page.evaluate(async (address) => {
      const text = await (await fetch(address)).text();
      const read = new DOMParser().parseFromString(text, "text/html");
      const found = [];
      for (const element of read.querySelectorAll("*")) {
        for (const { name, value } of element.attributes) {
          if (/^on/i.test(name) || ["srcdoc", "formaction", "ping", "background", "style"].includes(name)) found.push(`${element.tagName} ${name}`);
          if (["href", "src", "action", "data", "poster", "xlink:href"].includes(name) && /^(javascript|vbscript|data):/i.test([...value].filter((c) => c > " ").join(""))) found.push(`${element.tagName} ${name}=${value}`);
        }
      }
      const own = new Set(["early.js", "main.js"].map((name) => name.split(".")[0]));
      for (const script of read.querySelectorAll("script")) if (script.textContent || !own.has((script.getAttribute("src") ?? "").split("/").pop()?.split(".")[0] ?? "")) found.push("script");
      const strange = read.querySelector("iframe, object, embed, base, meta[http-equiv], form:not([role=search]):not(main form), style, template, article noscript, svg svg, plaintext, frameset, portal, body [id=main]:not(main)");
      if (strange) found.push(strange.tagName);
      // the frame of the page is whole: what a note leaves open ends with it
      if (read.querySelectorAll("main").length !== 1 || !read.querySelector("body > .frame > main")) found.push("the frame is broken");
      return found;
    }, `/${path}`);
    ran.push(...wrong.map((what) => `${path}: ${what}`));
  });
  // and where much of it stands together, the page itself is looked at, and all that can be touched is
  for (const path of ["/all/", "/other/", "/tags/"]) {
    await page.goto(site.base + path);
    await page.evaluate(() => {
      for (const element of document.querySelectorAll("article *")) {
        for (const type of ["mouseover", "mouseenter", "focus", "click", "error", "load", "toggle", "pointerover"]) element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
      }
    });
    await page.waitForTimeout(300);
  }
  await close();
  assert.deepEqual(ran.slice(0, 20), []);
});
