//! Diagrams as they are drawn, and what is refused.

use std::time::Instant;

use super::*;

fn drawn(source: &str) -> String {
    let mut out = String::new();
    draw(source).unwrap_or_else(|trouble| panic!("{trouble:?}: {source}")).write(&mut out, "d1:");
    out
}

fn refused(source: &str) -> Trouble {
    draw(source).expect_err("it is not drawn")
}

/// The text of each label, lines apart.
fn texts(svg: &str) -> Vec<String> {
    let ends = |part: &str| part.split('<').next().unwrap_or_default().to_owned();
    svg.split('>').skip(1).map(ends).filter(|text| !text.is_empty()).collect()
}

const KINDS: &[(&str, &[&str])] = &[
    ("flowchart LR\nA[Sun &amp; moon] -->|noon| B{Sea?}\n", &["Sun &amp; moon", "noon", "Sea?"]),
    ("graph TD;A-->B;\n", &["A", "B"]),
    ("sequenceDiagram\nparticipant A\nA->>B: take the sight\n", &["A", "B", "take the sight"]),
    ("classDiagram\nclass Clock {\n<<abstract>>\n+int beat\n}\nClock <|-- Watch\n", &["Clock", "Watch", "+int beat"]),
    ("stateDiagram-v2\n[*] --> Wound\nWound --> Stopped : runs down\n", &["Wound", "Stopped", "runs down"]),
    ("erDiagram\nSHIP ||--o{ CLOCK : carries\n", &["SHIP", "CLOCK", "carries"]),
    ("pie title Finds\n\"Clock\" : 3\n\"Moon\" : 1\n", &["Finds", "75%", "25%"]),
    ("mindmap\n  root((Time))\n    Clocks\n", &["Time", "Clocks"]),
    ("journey\nsection Sea\nSail: 5: Cook\n", &["Sea", "Sail", "Cook"]),
    ("timeline\n1714 : Act\n", &["1714", "Act"]),
    ("gantt\ndateFormat YYYY-MM-DD\nsection S\nBuild :a, 2024-01-01, 30d\n", &["Build"]),
    ("gitGraph\ncommit id: \"one\"\nbranch dev\ncommit\n", &["main", "dev", "one"]),
    ("quadrantChart\nx-axis Low --> High\nA: [0.3, 0.6]\n", &["Low", "High", "A"]),
    ("xychart-beta\nx-axis [jan, feb]\nbar [1, 2]\n", &["jan", "feb"]),
    ("sankey-beta\n\nA,B,10\n", &["A", "B"]),
    ("block-beta\ncolumns 2\na[\"One\"] b\n", &["One", "b"]),
    ("kanban\n  Todo\n    [Write]\n", &["Todo", "Write"]),
    ("architecture-beta\nservice a(server)[Here]\n", &["Here"]),
    ("C4Context\nPerson(a, \"Cook\")\nSystem(b, \"Ship\")\nRel(a, b, \"sails\")\n", &["Cook", "Ship"]),
    ("zenuml\nA->B: x\n", &["A", "B", "x"]),
];

#[test]
fn every_kind_is_drawn_with_its_labels() {
    for (source, labels) in KINDS {
        let texts = texts(&drawn(source));
        for label in *labels {
            assert!(texts.iter().any(|text| text == label), "{label} of {source} in {texts:?}");
        }
    }
}

#[test]
fn nothing_of_the_renderers_own_look_is_left() {
    for (source, _) in KINDS {
        let svg = drawn(source);
        for word in ["font-family", " style=", "#", "hsl(", "rgb", "data-", "xlink", "NaN", NO_FONT, "edge-"] {
            assert!(!svg.replace("url(#d1:", "").contains(word), "{word} of {source} in {svg}");
        }
    }
}

#[test]
fn ids_are_short_and_every_reference_has_its_own() {
    for (source, _) in KINDS {
        let svg = drawn(source);
        let after = |start: &str| -> Vec<String> {
            let mut all: Vec<_> =
                svg.split(start).skip(1).filter_map(|rest| rest.split([')', '"']).next()).map(str::to_owned).collect();
            all.sort();
            all.dedup();
            all
        };
        assert_eq!(after(" id=\""), after("url(#"), "{source}");
        assert!(after(" id=\"").iter().all(|id| id.starts_with("d1:") && id.len() < 7), "{svg}");
        assert_eq!(svg.matches(" id=\"").count(), after(" id=\"").len(), "{source}");
    }
}

/// Measured in its own letters: the smallest of them may be drawn as 10 pixels, no smaller.
#[test]
fn it_may_be_narrower_as_far_as_its_letters_can_be_read() {
    for (source, _) in KINDS {
        let drawing = draw(source).expect("it is drawn");
        let sizes = drawing.svg.split("font-size=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f32>().ok());
        let smallest = sizes.fold(f32::INFINITY, f32::min);
        let scale = drawing.narrowest as f32 / drawing.width as f32;
        assert!(drawing.narrowest <= drawing.width && scale * smallest >= 9.9_f32.min(smallest), "{scale} {smallest}: {source}");
        assert!(scale < 0.9 || smallest < 11.2, "{scale} {smallest}: {source}");
    }
}

/// The renderer leaves 50 pixels on both sides of a sequence.
#[test]
fn no_sequence_is_wider_than_what_it_shows() {
    let drawing = draw("sequenceDiagram\nparticipant A\nparticipant B\nA->>B: x\n").expect("it is drawn");
    let rects = || drawing.svg.split("<rect ").skip(1).map(|rect| rect.split('>').next().unwrap_or_default());
    let of = |rect: &str, name: &str| -> f32 {
        rect.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()).unwrap_or(0.0)
    };
    let left = rects().map(|rect| of(rect, "x")).fold(f32::INFINITY, f32::min);
    let right = rects().map(|rect| of(rect, "x") + of(rect, "width")).fold(0.0, f32::max);
    assert!((drawing.width as f32 - (right - left)) < 25.0, "{left} {right} {}", drawing.width);
}

#[test]
fn the_same_every_time() {
    for (source, _) in KINDS {
        let first = drawn(source);
        assert!((0..3).all(|_| drawn(source) == first), "{source}");
    }
}

#[test]
fn what_the_author_coloured_stays_and_can_be_read() {
    let svg =
        drawn("flowchart LR\nA[light]-->B[dark]\nstyle A fill:#f9f,stroke:#333\nstyle B fill:#224488\nlinkStyle 0 stroke:red\n");
    assert!(svg.contains("fill=\"#f9f\"") && svg.contains("stroke=\"#333\"") && svg.contains("stroke=\"red\""), "{svg}");
    let of = |label: &str| {
        svg.split("<text").find(|text| text.contains(label)).expect("a label").split('>').next().expect("a tag").to_owned()
    };
    assert!(of(">light").contains("fill=\"#000\"") && of(">dark").contains("fill=\"#fff\""), "{svg}");
}

#[test]
fn hostile_labels_and_colours_are_text_or_nothing() {
    let source = "flowchart LR\nA[\"<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; ]]>\"]-->B\n\
                  style A fill:url(javascript:alert(1)),stroke:expression(x)\nclick A \"javascript:alert(1)\" \"tip\"\n\
                  classDef x fill:#fff\\\"onload=alert(1)\nclass B x\n";
    let svg = drawn(source);
    for word in ["<script", "<img", "<a", "href", "javascript:", "expression", "onload=\"", "<title", "<b>"] {
        assert!(!svg.contains(word), "{word} in {svg}");
    }
}

#[test]
fn what_cannot_be_drawn_says_why_and_where() {
    assert_eq!(refused("\nflowchrt LR\nA-->B\n").message, "`flowchrt` is no kind of diagram that can be drawn");
    assert_eq!(refused("\nflowchrt LR\nA-->B\n").line, Some(2));
    assert_eq!(refused("flowchart LR\nA-->B\nsubgraph x\nC\n").line, Some(3));
    assert_eq!(refused("flowchart LR\nA-->B\n--> C\n").line, Some(3));
    assert_eq!(refused("  \n").message, "the diagram is empty");
    assert!(refused("radar-beta\naxis a, b\ncurve x{1,2}\n").message.contains("not drawn yet"));
}

/// Each would take minutes or all memory, if it were drawn.
#[test]
fn what_is_too_large_is_refused_at_once() {
    let lines = |n: usize, line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let flow = |n: usize| format!("flowchart LR\n{}", lines(n, &|i| format!("N{i}-->N{}\n", (i * 7 + 3) % n)));
    let many = |n: usize| (0..n).map(|i| format!("A{i}")).collect::<Vec<_>>().join(" & ");
    let sources = [
        flow(30_000),
        flow(400),
        format!("flowchart LR\n{} --> {}\n", many(60), many(60)),
        format!("flowchart LR\nA[{}]\n", "x".repeat(1_000_000)),
        "[".repeat(1_000_000),
        format!("sequenceDiagram\n{}", lines(480, &|i| format!("A{i}->>B{i}: x\n"))),
        format!("stateDiagram-v2\n{}", lines(400, &|i| format!("s{i} --> s{}\n", i / 2))),
        format!(
            "flowchart LR\n{}{}A-->B\n{}",
            lines(20, &|i| format!("subgraph S{i}\nN{i}\n")),
            "end\n".repeat(20),
            lines(20, &|i| format!("N{i}-->N0\n"))
        ),
        format!("flowchart TD\n{}", lines(60, &|i| format!("N{}-->|a text|N{}\n", i % 8, i / 8))),
        "block-beta\ncolumns 99999999\na:99999999 b:9999999\n".to_owned(),
    ];
    for source in sources {
        let start = Instant::now();
        let trouble = refused(&source);
        assert!(trouble.message.contains("too large") || trouble.message.contains("are drawn"), "{trouble:?}");
        assert!(start.elapsed().as_secs() < 5, "{:?}: {}", start.elapsed(), &source[..40]);
    }
}

/// What costs most of all that is drawn: two seconds where nothing else runs, more among other tests.
#[test]
fn what_is_drawn_takes_no_time_to_speak_of() {
    let hub = |n: usize| (0..n).map(|i| format!("A-->N{i}\n")).collect::<String>();
    let texts = |n: usize| (0..n).map(|i| format!("N{}-->|text {i}|N{}\n", i % 7, i * 3 % 8)).collect::<String>();
    let groups = |n: usize| (0..n).map(|i| format!("subgraph S{i}\nN{i}\nend\nN{i}-->N{}\n", i * 7 % n)).collect::<String>();
    let shapes: [&dyn Fn(usize) -> String; 3] = [&hub, &texts, &groups];
    for shape in shapes {
        let most = (1..200).rev().map(|n| format!("flowchart TD\n{}", shape(n)));
        let graph = |source: &str| parse_mermaid(source).expect("it can be read").graph;
        let source = most.into_iter().find(|source| affordable(&graph(source)).is_ok()).expect("some are drawn");
        let start = Instant::now();
        assert!(draw(&source).is_ok(), "{source}");
        assert!(source.lines().count() > 15 && start.elapsed().as_secs() < 20, "{:?}: {source}", start.elapsed());
    }
}

/// What people draw is far from the limits.
#[test]
fn a_chart_of_many_steps_is_drawn() {
    let step = |i: usize| {
        format!(
            "S{i}[Step number {i}] --> S{}\n{}",
            i + 1,
            if i.is_multiple_of(4) { format!("S{i} -->|no| S{}\n", i / 2) } else { String::new() }
        )
    };
    let flow = format!("flowchart TD\n{}subgraph Sea\nS3\nS4\nend\n", (0..20).map(step).collect::<String>());
    assert!(draw(&flow).is_ok());
    let group = |g: usize| format!("subgraph G{g}\n{}end\n", (0..5).map(|i| format!("S{}\n", g * 5 + i)).collect::<String>());
    let grouped = format!("flowchart TD\n{}{}", (0..6).map(group).collect::<String>(), (0..28).map(step).collect::<String>());
    assert!(draw(&grouped).is_ok(), "35 lines, 30 nodes, 6 groups");
    let chain = format!("flowchart LR\n{}", (0..70).map(|i| format!("S{i} --> S{}\n", i + 1)).collect::<String>());
    assert!(draw(&chain).is_ok());
}

/// Deep and strange, but small: drawn or refused, never a crash.
#[test]
fn strange_ones_end_well() {
    let sources = [
        format!("flowchart LR\nA{}\n", "[".repeat(15_000)),
        format!("flowchart LR\n{}A-->B\n{}", "subgraph x\n".repeat(200), "end\n".repeat(200)),
        format!("mindmap\n  root\n{}", (0..300).map(|i| format!("{}n{i}\n", " ".repeat(4 + i / 4))).collect::<String>()),
        format!("---\nconfig: {}\n---\npie\n\"a\" : 1\n", "[".repeat(10_000)),
        "xychart-beta\ny-axis 0 --> 1e38\nbar [1, 1e300, -1e300, NaN]\n".to_owned(),
        "pie\n\"a\" : 0\n\"b\" : -1\n\"c\" : 1e39\n".to_owned(),
        "gantt\ndateFormat YYYY-MM-DD\nA :a, 0001-01-01, 999999999d\n".to_owned(),
        "sequenceDiagram\nend\nend\nelse\nA->>A: \u{0}\u{1}\n".to_owned(),
        "erDiagram\nA {\n".to_owned(),
        "gitGraph\nmerge x\ncherry-pick id: \"y\"\ncheckout z\n".to_owned(),
        "flowchart LR\nA-->|\"\u{10ffff}\u{1F468}\u{200D}\u{1F469}\"|B\n".to_owned(),
    ];
    for source in sources {
        if let Ok(drawing) = draw(&source) {
            let mut out = String::new();
            drawing.write(&mut out, "d1:");
            assert!(!out.contains(ID_MARK) && !out.contains("NaN") && !out.contains("inf\""), "{out}");
        }
    }
}
