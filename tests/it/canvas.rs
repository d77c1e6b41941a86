//! Canvases: boards of cards as pages, with their links in the graph.

use foamsite::base::path::VaultPath;
use foamsite::config::{Canvases, Config, Flags, RawConfig};
use foamsite::emit::graph;
use foamsite::pipeline::{Analysis, analyse};
use foamsite::render::{snippet, stitch};
use foamsite::vault::{Asset, NoteId, Source, Vault};

use crate::fixture::on;

const BOARD: &str = r##"{
	"nodes":[
		{"id":"g","type":"group","x":-20,"y":-60,"width":700,"height":400,"label":"Clocks & <b>","color":"4"},
		{"id":"t","type":"text","x":0,"y":0,"width":250,"height":120,"text":"# Idea\nSee \"this\" [[b]] é #tag[^1]\n\n[^1]: foot","color":"#ff8800"},
		{"id":"f","type":"file","x":400,"y":0,"width":250,"height":200,"file":"notes/b.md","subpath":"#Part"},
		{"id":"p","type":"file","x":400,"y":260,"width":100,"height":60,"file":"pic.png"},
		{"id":"s","type":"file","x":0,"y":500,"width":250,"height":60,"file":"secret plan.md"},
		{"id":"l","type":"link","x":0,"y":200,"width":250,"height":60,"url":"https://example.org/x?a=1&b=2"},
		{"id":"j","type":"link","x":0,"y":300,"width":250,"height":60,"url":"javascript:alert(1)"},
		{"id":"t2","type":"text","x":0,"y":700,"width":250,"height":60,"text":"# Idea\nagain[^1]\n\n[^1]: other"}
	],
	"edges":[
		{"id":"e1","fromNode":"t","fromSide":"right","toNode":"f","toSide":"left","label":"leads to <x>"},
		{"id":"e2","fromNode":"f","toNode":"s","label":"hush hush"},
		{"id":"e3","fromNode":"f","toNode":"t2","toEnd":"none"}
	]
}"##;

const B: &str = "# Bee\n\nfirst words\n\n## Part\n\nthe part itself\n";

fn vault(notes: &[(&str, &str)], boards: &[(&str, &str)], files: &[&str]) -> Vault {
    let source = |(path, text): &(&str, &str)| Source::new(*path, *text);
    let asset = |path: &str| Asset { path: VaultPath::new(path), size: 3, pixels: None };
    let assets = files.iter().copied().chain(boards.iter().map(|(path, _)| *path)).map(asset).collect();
    Vault::new(notes.iter().map(source).collect(), assets, Vec::new()).with_canvases(boards.iter().map(source).collect())
}

fn made(notes: &[(&str, &str)], boards: &[(&str, &str)], files: &[&str]) -> Analysis {
    analyse(vault(notes, boards, files), &Config::default())
}

fn body(analysis: &Analysis, path: &str) -> String {
    let site = analysis.site();
    let ix = site.sources.iter().position(|source| source.path.as_str() == path).unwrap_or_else(|| panic!("{path} is no page"));
    let id = NoteId(ix as u32);
    stitch::body(site, id, &site.plan.notes[ix], &foamsite::theme::Theme::default().words().0).html
}

fn paths(analysis: &Analysis) -> Vec<&str> {
    analysis.site().sources.iter().map(|source| source.path.as_str()).collect()
}

fn csv(analysis: &Analysis) -> String {
    let mut out = Vec::new();
    graph::write(&mut out, analysis.site(), graph::Format::Csv).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn cards_stand_where_they_were_put() {
    let analysis = made(&[("a.md", "[[Board.canvas]]"), ("notes/b.md", B)], &[("Board.canvas", BOARD)], &["pic.png"]);
    let html = body(&analysis, "Board.canvas");
    for part in [
        "<p class=\"canvas-label\">Clocks &amp; &lt;b&gt;</p>",
        "data-color=\"4\" style=\"--x:40px;--y:40px;--w:700px;--h:400px\"",
        ";--hue:#ff8800\"",
        "<a class=\"wikilink\" data-note=\"notes/b.md\" href=\"../notes/b/\">Bee</a>",
        "<p class=\"canvas-source\"><a class=\"wikilink\" data-note=\"notes/b.md\" href=\"../notes/b/#part\">Bee › Part</a></p>",
        "the part itself",
        "<img src=\"../pic.png\"",
        "href=\"https://example.org/x?a=1&amp;b=2\" class=\"external\" rel=\"noopener\">example.org/x?a=1&amp;b=2</a>",
        "<p>javascript:alert(1)</p>",
        "<text x=",
        ">leads to &lt;x&gt;</text>",
        "<ul class=\"canvas-to\"><li>→ <em>leads to &lt;x&gt;</em> Bee › Part</li></ul>",
        "<li>— Idea</li>",
        "<a class=\"tag\" href=\"../tags/tag/\">#tag</a>",
        "<h2 id=\"idea\">Idea</h2>",
        "<h2 id=\"idea-1\">Idea</h2>",
        "<li id=\"fn:1\">",
        "<li id=\"fn:2\">",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert_eq!(html.matches("<polygon").count(), 1, "a line without heads has none");
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("Clocks") < place(">Idea<") && place(">Idea<") < place("the part itself"), "a group's cards follow its name");
}

#[test]
fn what_is_not_published_was_never_drawn() {
    let secret = ("secret plan.md", "---\npublish: false\n---\n# Hidden\n[[b]]");
    let public = [("a.md", "[[Board.canvas]]"), ("notes/b.md", B)];
    let with = made(&[public[0], public[1], secret], &[("Board.canvas", BOARD)], &["pic.png"]);
    let without = made(&public, &[("Board.canvas", BOARD)], &["pic.png"]);
    let html = body(&with, "Board.canvas");
    for word in ["secret", "hush", "Hidden"] {
        assert!(!html.contains(word), "{word}: {html}");
    }
    assert_eq!(html, body(&without, "Board.canvas"));
    assert_eq!((csv(&with), &with.diagnostics), (csv(&without), &without.diagnostics));
    assert!(!csv(&with).contains("secret"));
    assert!(
        with.diagnostics.iter().any(|d| d.finding.code.name() == "hidden-card" && d.place == Some((7, 73))),
        "{:?}",
        with.diagnostics
    );
}

#[test]
fn links_are_in_the_graph_with_their_places() {
    let analysis = made(&[("a.md", "[[Board.canvas]]"), ("notes/b.md", B)], &[("Board.canvas", BOARD)], &["pic.png"]);
    let csv = csv(&analysis);
    let lines: Vec<_> = csv.lines().filter(|line| line.starts_with("Board") || line.starts_with("a.md")).collect();
    assert_eq!(
        lines,
        [
            "Board.canvas,4,93,wikilink,false,notes/b.md,,,[[b]]",
            "Board.canvas,5,74,wikilink,true,notes/b.md,,Part,notes/b.md",
            "Board.canvas,6,75,wikilink,true,pic.png,,,pic.png",
            "a.md,1,1,wikilink,false,Board.canvas,,,[[Board.canvas]]",
        ]
    );
    let site = analysis.site();
    let b = NoteId(2);
    let cards = snippet::backlinks(site, b, on(&site.plan.notes[2]), 1);
    assert_eq!((cards[0].source, cards[0].title, &*cards[0].href), ("Board.canvas", "Board", "../../board-canvas/"));
    let snippets: Vec<_> = cards[0].snippets.iter().map(|s| (s.html.as_str(), s.href.as_str())).collect();
    let text = snippets.iter().find(|(html, _)| html.contains("See \"this\" <mark")).unwrap_or_else(|| panic!("{snippets:?}"));
    assert!(text.1.starts_with("../../board-canvas/#b-"), "{snippets:?}");
    let file = snippets.iter().find(|(html, _)| html.contains("Bee › Part")).unwrap_or_else(|| panic!("{snippets:?}"));
    assert!(file.1.starts_with("../../board-canvas/#card-"), "{snippets:?}");
    assert!(analysis.site().notes[0].plain().text.contains("again"));
}

#[test]
fn a_canvas_is_a_page_once_a_note_leads_to_it() {
    let one = r#"{"nodes":[{"id":"1","type":"file","x":0,"y":0,"width":9,"height":9,"file":"two.canvas"}]}"#;
    let boards = [("one.canvas", one), ("two.canvas", "{}"), ("three.canvas", "{}"), ("x/one.canvas", "{}")];
    let with = |toml: &str, text: &str| {
        let config = Config::new(RawConfig::parse(toml).unwrap(), Flags::default());
        let analysis = analyse(vault(&[("a.md", text)], &boards, &[]), &config);
        (
            paths(&analysis).iter().map(|p| (*p).to_owned()).collect::<Vec<_>>(),
            analysis.site().plan.assets.iter().flatten().count(),
            body(&analysis, "a.md"),
        )
    };
    assert_eq!(with("", "[[one.canvas]]").0, ["a.md", "one.canvas", "two.canvas"], "and what that one shows");
    assert_eq!(with("", "[x](x/one.canvas)").0, ["a.md", "x/one.canvas"]);
    assert_eq!(with("", "![[three.canvas]]").0, ["a.md", "three.canvas"]);
    assert_eq!(with("", "nothing").0, ["a.md"]);
    assert_eq!(with("canvas.publish = 'all'", "nothing").0.len(), 5);
    for off in ["canvas.publish = 'none'", "links.resolution = 'foam'", "publish.mode = 'explicit'"] {
        let text = "---\npublish: true\n---\n[[one.canvas]]";
        let (paths, copied, html) = with(off, text);
        assert_eq!((paths, copied), (vec!["a.md".to_owned()], 0), "{off}: a canvas is never copied as it is");
        assert!(html.contains("class=\"placeholder\""), "{html}");
    }
    assert_eq!(Canvases::default(), Canvases::Linked);
}

#[test]
fn marks_of_privacy_count() {
    let board = |marks: &str| format!("{{\"nodes\":[],\"metadata\":{{\"frontmatter\":{{{marks}}}}}}}");
    for (marks, published) in
        [("", true), ("\"publish\":false", false), ("\"draft\":true", false), ("\"private\":\"maybe\"", false)]
    {
        let text = board(marks);
        let analysis = made(&[("a.md", "[[b.canvas]]")], &[("b.canvas", &text)], &[]);
        assert_eq!(paths(&analysis).contains(&"b.canvas"), published, "{marks}");
    }
}

#[test]
fn a_board_is_embedded_without_its_ids() {
    let analysis = made(&[("a.md", "![[Board.canvas]]"), ("notes/b.md", B)], &[("Board.canvas", BOARD)], &["pic.png"]);
    let html = body(&analysis, "a.md");
    assert!(
        html.contains("<div class=\"canvas\"") && html.contains("the part itself") && !html.contains(" id=\"card-"),
        "{html}"
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    let deep = format!("{{\"nodes\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (text, message) in [
        ("{\"nodes\": [}", "the canvas cannot be read: expected value"),
        ("[]", "the canvas is no JSON object with `nodes` and `edges`"),
        (deep.as_str(), "the canvas cannot be read: recursion limit exceeded"),
        (
            "{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"x\":0,\"y\":0,\"width\":1,\"height\":1}]}",
            "a card cannot be shown: it has no `text`",
        ),
        (
            "{\"nodes\":[{\"id\":\"1\",\"type\":\"zoo\",\"x\":0,\"y\":0,\"width\":1,\"height\":1}, 3]}",
            "a card cannot be shown: there is no type `zoo`",
        ),
        (
            "{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"x\",\"y\":0,\"width\":1e99,\"height\":1}]}",
            "a card cannot be shown: `x` is no number",
        ),
        ("{\"edges\":[{\"id\":\"1\",\"fromNode\":\"a\"}]}", "a line cannot be shown: it has no `toNode`"),
    ] {
        let analysis = made(&[("a.md", "[[b.canvas]]")], &[("b.canvas", text)], &[]);
        let told: Vec<_> = analysis.diagnostics.iter().map(|d| (d.finding.code.name(), d.finding.message.as_str())).collect();
        assert!(told.contains(&("bad-canvas", message)), "{message}: {told:?}");
    }
    let empty = made(&[("a.md", "[[b.canvas]]")], &[("b.canvas", "")], &[]);
    assert!(empty.diagnostics.iter().all(|d| d.finding.code.name() != "bad-canvas"));
}
