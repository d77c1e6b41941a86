//! Queries in other languages find what their readers expect.

use super::found;
use crate::fixture::vault;

/// What each query of a vault finds: paths, sorted.
#[track_caller]
fn check(files: &str, cases: &[(&str, &[&str])]) {
    let made = vault(files);
    let wrong = cases.iter().filter_map(|(query, expected)| {
        let mut found = found(made.site(), query);
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        (found != expected).then(|| format!("{query:?}: {found:?} instead of {expected:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn chinese() {
    check(
        "//- 卡片盒.md\n---\nlang: zh\n---\n# 卡片盒笔记法\n\n卢曼用卡片盒写了九万张笔记，每张只记一个想法。\n\
         //- 搜索.md\n---\nlang: zh\n---\n# 全文搜索引擎\n\n搜索引擎把文字切成词，再建立索引。使用ＡＰＩ设计接口，比如 Rust 语言。\n\
         //- 其他.md\n---\nlang: zh\n---\n# 其他\n\n引用别人的想法要写明出处。擎天柱。𠮷野家在东京。\n",
        &[
            ("卡片盒", &["卡片盒.md"]),
            ("笔记法", &["卡片盒.md"]),
            ("搜索 索引", &["搜索.md"]),
            ("引擎", &["搜索.md"]),
            ("擎", &["其他.md", "搜索.md"]),
            ("想法 ", &["其他.md", "卡片盒.md"]),
            ("API设计", &["搜索.md"]),
            ("ａｐｉ", &["搜索.md"]),
            ("rust语言", &["搜索.md"]),
            ("rust 语言", &["搜索.md"]),
            ("\"九万张笔记\"", &["卡片盒.md"]),
            ("九万，每张", &[]),
            ("𠮷野家", &["其他.md"]),
            ("想法 -卡片盒", &["其他.md"]),
        ],
    );
}

#[test]
fn japanese() {
    check(
        "//- 時計.md\n---\nlang: ja\n---\n# 航海時計\n\n船の上でも正確なクロノメーターが必要でした。ガラスの砂時計も使われた。\n\
         //- 東京.md\n---\nlang: ja\n---\n# 東京の海\n\nカメラを持って海へ行った。食べる。食べました。ﾃｽﾄのﾃﾞｰﾀ。\n",
        &[
            ("時計", &["時計.md"]),
            ("クロノメーター", &["時計.md"]),
            ("クロノ", &["時計.md"]),
            ("食べ", &["東京.md"]),
            ("カメラ", &["東京.md"]),
            ("データ", &["東京.md"]),
            ("ﾃｽﾄ", &["東京.md"]),
            ("海", &["東京.md", "時計.md"]),
            ("ガラス", &["時計.md"]),
            ("カラス", &[]),
            ("か\u{3099}らす", &[]),
            ("カ\u{3099}ラス", &["時計.md"]),
        ],
    );
}

#[test]
fn russian() {
    check(
        "//- книги.md\n---\nlang: ru\n---\n# О книгах\n\nЯ читал эти книги вечерами. Ёлка стояла у окна, а чай остыл.\n\
         //- другое.md\n---\nlang: ru\n---\n# Другое\n\nКнигой можно подпереть дверь. Зелёный чайник. Мой кот.\n",
        &[
            ("книга ", &["другое.md", "книги.md"]),
            ("книгами", &["другое.md", "книги.md"]),
            ("КНИГУ ", &["другое.md", "книги.md"]),
            ("елка", &["книги.md"]),
            ("ёлки ", &["книги.md"]),
            ("зеленые ", &["другое.md"]),
            ("чай ", &["книги.md"]),
            ("вечер", &["книги.md"]),
            ("мой", &["другое.md"]),
            ("читать ", &["книги.md"]),
        ],
    );
}

#[test]
fn arabic() {
    check(
        "//- كتب.md\n---\nlang: ar\n---\n# المكتبة\n\nقرأتُ كِتَابًا عن الأسطرلاب في المدرسة.\n\
         //- بحر.md\n---\nlang: ar\n---\n# البحر\n\nأبحر البحارة إلى إسكندرية ومعهم كتاب قديم. على الشاطئ مدرسـة.\n",
        &[
            ("كتاب", &["بحر.md", "كتب.md"]),
            ("الكتاب ", &["بحر.md", "كتب.md"]),
            ("كِتَاب ", &["بحر.md", "كتب.md"]),
            ("اسطرلاب", &["كتب.md"]),
            ("الأسطرلاب", &["كتب.md"]),
            ("الاسطرلاب", &["كتب.md"]),
            ("مدرسة ", &["بحر.md", "كتب.md"]),
            ("اسكندرية", &["بحر.md"]),
            ("إسكندرية", &["بحر.md"]),
        ],
    );
}

#[test]
fn german() {
    check(
        "//- haus.md\n---\nlang: de\n---\n# Häuser am Fluss\n\nDie großen Häuser an der Straße. Der Zettelkasten von Luhmann.\n\
         //- auto.md\n---\nlang: de\n---\n# Autos\n\nEin Haus mit Garage. Übung macht den Meister; er lief und läuft.\n",
        &[
            ("haus ", &["haus.md", "auto.md"]),
            ("Häusern ", &["haus.md", "auto.md"]),
            ("hauser ", &["haus.md", "auto.md"]),
            ("strasse", &["haus.md"]),
            ("Straßen ", &["haus.md"]),
            ("grosse ", &["haus.md"]),
            ("zettel", &["haus.md"]),
            ("übungen ", &["auto.md"]),
            ("ubung", &["auto.md"]),
            ("Zettelkatsen", &["haus.md"]),
        ],
    );
}

#[test]
fn korean_thai_greek_hindi() {
    check(
        "//- ko.md\n---\nlang: ko\n---\n# 한국어 노트\n\n도서관에서 책을 읽었습니다.\n\
         //- th.md\n---\nlang: th\n---\n# ภาษาไทย\n\nเรือแล่นไปในทะเลลึก\n\
         //- el.md\n---\nlang: el\n---\n# Λόγος\n\nΟι θάλασσες και ο σοφός.\n\
         //- hi.md\n---\nlang: hi\n---\n# हिन्दी\n\nसमुद्र में जहाज़ चलता है।\n",
        &[
            ("도서관", &["ko.md"]),
            ("책을", &["ko.md"]),
            ("책", &["ko.md"]),
            ("ทะเล", &["th.md"]),
            ("เรือ", &["th.md"]),
            ("ภาษา", &["th.md"]),
            ("λογος", &["el.md"]),
            ("ΣΟΦΟΣ", &["el.md"]),
            ("θάλασσα ", &["el.md"]),
            ("समुद्र", &["hi.md"]),
            ("हिन्दी", &["hi.md"]),
        ],
    );
}

#[test]
fn several_languages_in_one_note() {
    check(
        "//- mixed.md\n# Notes on 検索 and поиск\n\nFull-text search engines (поисковые системы) split 日本語 by pairs. Größe zählt.\n\
         //- other.md\n# Other\n\nNothing of this.\n",
        &[
            ("engine ", &["mixed.md"]),
            ("engine z", &["mixed.md"]),
            ("система ", &["mixed.md"]),
            ("日本 groesse", &["mixed.md"]),
            ("日本 größe", &["mixed.md"]),
            ("検索 поиск notes", &["mixed.md"]),
        ],
    );
}
