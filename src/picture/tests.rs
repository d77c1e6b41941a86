//! Pictures with a word in each place that can tell something; what shows the picture stays as it is.

use std::io::Cursor;

use super::*;

/// Stands wherever metadata stands.
const WORD: &[u8] = b"CANARY";
/// A picture of 4 × 2 pixels: the segments up to the colours, and from there on.
const JPEG: [&[u8]; 2] = [
    b"\xff\xdb\0C\0\x1b\x12\x14\x17\x14\x11\x1b\x17\x16\x17\x1e\x1c\x1b (B+(%%(Q:=0B`Ued_U][jx\x99\x81jq\x90s[]\x85\xb5\x86\x90\x9e\xa3\xab\
      \xad\xabgx\xbc\xc9\xba\xa6\xc7\x99\xa8\xab\xa4\xff\xc0\0\x0b\x08\0\x02\0\x04\x01\x01\x11\0",
    b"\xff\xc4\0\x15\0\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\xff\xda\0\x08\x01\x01\0\0?\0\x9f\xff\0\x12\xff\xd0\xb5",
];

fn cleaned(bytes: &[u8]) -> Vec<u8> {
    match clean(Cursor::new(bytes), bytes.len() as u64).expect("memory can be read") {
        Clean::Whole => bytes.to_vec(),
        Clean::Pieces(pieces) => put_together(bytes, &pieces),
        Clean::Not(why) => panic!("{why}: {}", bytes.escape_ascii()),
    }
}

fn put_together(bytes: &[u8], pieces: &[Piece]) -> Vec<u8> {
    let bytes = |piece: &Piece| match piece {
        Piece::Kept(range) => bytes[range.start as usize..range.end as usize].to_vec(),
        Piece::Made(bytes) => bytes.clone(),
        Piece::Blank(size) => vec![0; *size as usize],
    };
    pieces.iter().flat_map(bytes).collect()
}

fn tells(bytes: &[u8]) -> bool {
    bytes.windows(WORD.len()).any(|window| window == WORD)
}

/// Exif with a camera, a place, and an orientation.
fn exif(orientation: u8, is_big: bool) -> Vec<u8> {
    let short = |n: u16| if is_big { n.to_be_bytes() } else { n.to_le_bytes() };
    let long = |n: u32| if is_big { n.to_be_bytes() } else { n.to_le_bytes() };
    let mut tiff = if is_big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
    tiff.extend([&long(8)[..], &short(3)].concat());
    for (tag, kind, count, value) in [(0x010f, 2, 6, 62), (0x0112, 3, 1, u32::from(orientation)), (0x8825, 4, 1, 50)] {
        tiff.extend([&short(tag)[..], &short(kind), &long(count)].concat());
        tiff.extend(if kind == 3 { [&short(value as u16)[..], &[0, 0]].concat() } else { long(value).to_vec() });
    }
    tiff.extend([&long(0)[..], &[0; 12], b"CANARY", b"GPS 48.8584 N CANARY"].concat());
    tiff
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat()
}

/// Segments before the picture, and what stands behind its end.
fn jpeg(before: &[Vec<u8>], between: &[Vec<u8>], behind: &[u8]) -> Vec<u8> {
    [b"\xff\xd8", &before.concat()[..], JPEG[0], &between.concat(), JPEG[1], b"\xff\xd9", behind].concat()
}

fn told_jpeg(orientation: u8) -> Vec<u8> {
    let exif = [b"Exif\0\0", &exif(orientation, false)[..]].concat();
    let before = [
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe0, b"JFXX\0\x10CANARY"),
        segment(0xe1, &exif),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>CANARY"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xe2, b"MPF\0CANARY"),
        segment(0xeb, b"JP..jumbCANARY"),
        segment(0xed, b"Photoshop 3.0\x008BIM\x04\x04CANARY"),
        segment(0xee, b"Adobe\0d\0\0\0\0\0"),
        segment(0xfe, b"CANARY"),
    ];
    jpeg(&before, &[segment(0xfe, b"CANARY")], b"\0\0\0\x18ftypmp42CANARY\xff\xd8\xff\xe1CANARY\xff\xd9")
}

#[test]
fn jpeg_keeps_its_pixels_colours_and_orientation() {
    let kept = |way: &[Vec<u8>]| {
        let colours = [segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"), segment(0xee, b"Adobe\0d\0\0\0\0\0")];
        jpeg(&[&[segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")], way, &colours[..]].concat(), &[], b"")
    };
    assert_eq!(cleaned(&told_jpeg(1)), kept(&[]), "upright is what a picture is without a word");
    for way in 2..=8 {
        let minimal = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0".map(|b| b);
        let mut minimal = minimal.to_vec();
        minimal[25] = way;
        let clean = cleaned(&told_jpeg(way));
        assert_eq!(clean, kept(&[segment(0xe1, &minimal)]), "{way}");
        let read = |bytes: &[u8]| orientation(Cursor::new(bytes), bytes.len() as u64).expect("memory can be read");
        assert_eq!((read(&clean), read(&told_jpeg(way))), (way, way));
    }
    for odd in [0, 9, 255] {
        assert_eq!(cleaned(&told_jpeg(odd)), kept(&[]), "{odd}");
    }
}

#[test]
fn jpeg_of_several_scans_with_metadata_between_them() {
    let scan = b"\xff\xda\0\x08\x01\x01\0\0?\0\x01\xff\0\x02\xff\xd7\x03\xff\x7f";
    let picture = |between: &[u8]| [b"\xff\xd8", JPEG[0], JPEG[1], between, scan, between, scan, b"\xff\xff\xd9"].concat();
    let clean = cleaned(&picture(&segment(0xe1, b"Exif\0\0CANARY")));
    let wanted = [b"\xff\xd8", JPEG[0], JPEG[1], scan, scan, b"\xff\xff\xd9"].concat();
    assert_eq!(clean, wanted);
    let small = jpeg(&[segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x01CANARY")], &[], b"");
    assert_eq!(cleaned(&small), jpeg(&[segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")], &[], b""), "the small picture goes");
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let sum = crc(&[name, content].concat());
    [&(content.len() as u32).to_be_bytes()[..], name, content, &sum.to_be_bytes()].concat()
}

/// CRC-32 by its definition: the rest of a division, the highest bit first, of the reversed bits.
fn crc(bytes: &[u8]) -> u32 {
    let mut rest = !0_u32;
    for bit in bytes.iter().flat_map(|byte| (0..8).map(move |ix| u32::from(byte >> ix & 1))) {
        let top = rest >> 31 ^ bit;
        rest = rest << 1 ^ if top == 1 { 0x04c1_1db7 } else { 0 };
    }
    !rest.reverse_bits()
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

#[test]
fn png_keeps_what_shows_it() {
    let head = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0");
    assert_eq!(&head[head.len() - 4..], b"\x3a\x7e\x9b\x55", "the check sum of this very chunk is in every such file");
    let shown = [chunk(b"iCCP", b"icc\0\0x"), chunk(b"gAMA", b"\0\0\0\x01"), chunk(b"acTL", b"\0\0\0\x01\0\0\0\0")].concat();
    let (data, end) = (chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""));
    let told = [
        chunk(b"tEXt", b"Comment\0CANARY"),
        chunk(b"zTXt", b"CANARY"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0CANARY"),
        chunk(b"tIME", b"CANARY"),
        chunk(b"caBX", b"CANARY"),
    ]
    .concat();
    for (way, kept) in [(1, Vec::new()), (6, chunk(b"eXIf", &exif::minimal(6)))] {
        let exif = chunk(b"eXIf", &exif(way, true));
        let picture = [PNG, &head, &shown, &told, &exif, &data, &told, &end, b"CANARY"].concat();
        assert_eq!(cleaned(&picture), [PNG, &head, &shown, &kept, &data, &end].concat());
    }
    let mut odd = [PNG, &head, &told, &data, &end].concat();
    odd[30] ^= 1; // browsers show a picture whose check sums are wrong, so it is cleaned too
    assert!(!tells(&cleaned(&odd)));
    let cut = [PNG, &head, &told, &data[..10]].concat();
    assert_eq!(cleaned(&cut), [PNG, &head, &data[..10]].concat(), "one that was cut off is shown as far as it goes");
}

fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let chunks = chunks.concat();
    [b"RIFF", &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunks].concat()
}

fn riff(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let fill = vec![0; content.len() % 2];
    [name, &(content.len() as u32).to_le_bytes()[..], content, &fill].concat()
}

#[test]
fn webp_says_no_longer_that_it_has_what_is_gone() {
    let pixels = riff(b"VP8L", b"/\x03@\0\0\0\x0f\x10\xf3\xbf\xff\xf3\x1f\x0e\xee\xf0\x10\xd1\xff");
    let head = |flags: u8| riff(b"VP8X", &[flags, 0, 0, 0, 3, 0, 0, 1, 0, 0]);
    let colours = riff(b"ICCP", b"colours");
    let told = |way: u8| {
        let exif = riff(b"EXIF", &[b"Exif\0\0", &exif(way, true)[..]].concat());
        [webp(&[head(0x2c), colours.clone(), pixels.clone(), exif, riff(b"XMP ", b"CANARY"), riff(b"odd ", WORD)]), WORD.to_vec()]
            .concat()
    };
    assert_eq!(cleaned(&told(1)), webp(&[head(0x20), colours.clone(), pixels.clone()]));
    let turned = webp(&[head(0x28), colours.clone(), pixels.clone(), riff(b"EXIF", &exif::minimal(3))]);
    assert_eq!(cleaned(&told(3)), turned);
    let plain = webp(&[pixels]);
    assert_eq!(clean(Cursor::new(&plain), plain.len() as u64).expect("memory can be read"), Clean::Whole);
}

fn gif(extensions: &[u8]) -> Vec<u8> {
    let picture = b"!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0";
    [b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff", extensions, picture, b";"].concat()
}

#[test]
fn gif_keeps_its_pictures_and_how_often_it_repeats() {
    let repeats = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    let told = [&repeats[..], b"!\xfe\x06CANARY\0", b"!\xff\x0bXMP DataXMP\x06CANARY\x03abc\0", b"!\x99\x06CANARY\0"].concat();
    assert_eq!(cleaned(&[gif(&told), WORD.to_vec()].concat()), gif(repeats));
    assert_eq!(clean(Cursor::new(gif(repeats)), gif(repeats).len() as u64).expect("memory can be read"), Clean::Whole);
}

fn part(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], name, content].concat()
}

/// A file of one picture with Exif and XMP; one of them stands in `idat`.
fn avif() -> Vec<u8> {
    let item = |id: u8, kind: &[u8], rest: &[u8]| part(b"infe", &[b"\x02\0\0\0\0", &[id][..], b"\0\0", kind, rest].concat());
    let items =
        [item(1, b"av01", b"\0"), item(2, b"Exif", b"\0"), item(3, b"mime", b"\0application/rdf+xml\0"), item(4, b"Exif", b"\0")];
    let items = part(b"iinf", &[b"\0\0\0\0\0\x04", &items.concat()[..]].concat());
    let exif = [b"\0\0\0\0", &exif(1, true)[..]].concat();
    let build = |data: u32| {
        let place = |id: u8, method: u8, offset: u32, length: usize| {
            [&[0, id, 0, method, 0, 0, 0, 1], &offset.to_be_bytes()[..], &(length as u32).to_be_bytes()].concat()
        };
        let places = [
            place(1, 0, data, 6),
            place(2, 0, data + 6, exif.len()),
            place(3, 0, data + 6 + exif.len() as u32, WORD.len()),
            place(4, 1, 2, WORD.len()),
        ];
        let places = part(b"iloc", &[b"\x01\0\0\0\x44\0\0\x04", &places.concat()[..]].concat());
        let meta = part(b"meta", &[b"\0\0\0\0", &items[..], &places, &part(b"idat", b"..CANARY..")].concat());
        let track = part(b"trak", &[part(b"tkhd", b"kept"), part(b"udta", WORD)].concat());
        let film = part(b"moov", &[part(b"mvhd", b"kept"), part(b"meta", WORD), track].concat());
        let uuid = [&[0, 0, 0, 1], &b"uuid"[..], &22_u64.to_be_bytes(), WORD].concat();
        let head = [part(b"ftyp", b"avif\0\0\0\0mif1"), meta, film, uuid].concat();
        (head.len() as u32 + 8, [head, part(b"mdat", &[b"pixels", &exif[..], WORD].concat())].concat())
    };
    build(build(0).0).1
}

#[test]
fn in_avif_nothing_moves() {
    let told = avif();
    let clean = cleaned(&told);
    assert_eq!(clean.len(), told.len());
    assert!(tells(&told) && !tells(&clean), "{}", clean.escape_ascii());
    let text = clean.escape_ascii().to_string();
    for stays in
        ["pixels\\x00\\x00\\x00\\x00MM\\x00*", "mvhdkept", "tkhdkept", "..\\x00", "free\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x16"]
    {
        assert!(text.contains(stays), "{stays}: {text}");
    }
    let mut elsewhere = told.clone();
    let method = told.windows(10).position(|w| w == b"\0\x04\0\x01\0\0\0\x01\0\0").expect("it is there") + 3;
    elsewhere[method] = 2;
    assert!(
        matches!(super::clean(Cursor::new(&elsewhere), told.len() as u64), Ok(Clean::Not(_))),
        "it cannot be told where it is"
    );
}

/// A few kilobytes that claim millions of pieces, each of no length, and tracks in tracks: neither fills the memory nor takes long.
#[test]
fn small_files_cannot_ask_for_much() {
    let item = part(b"infe", b"\x02\0\0\0\0\x01\0\0Exif\0");
    let items = part(b"iinf", &[b"\0\0\0\0\0\x01", &item[..]].concat());
    let places = b"\0\x01\0\0\xff\xff".repeat(10_000);
    let places = part(b"iloc", &[&b"\0\0\0\0\0\0\x27\x10"[..], &places].concat());
    let meta = part(b"meta", &[b"\0\0\0\0", &items[..], &places].concat());
    let bomb = [part(b"ftyp", b"avif\0\0\0\0mif1"), meta, part(b"mdat", b"x")].concat();
    assert!(matches!(clean(Cursor::new(&bomb), bomb.len() as u64), Ok(Clean::Not(_))));

    let tracks = (0..1500).fold(Vec::new(), |inner, _| part(b"trak", &inner));
    let films = [part(b"ftyp", b"isom\0\0\0\0isom"), part(b"moov", &tracks).repeat(300)].concat();
    let start = std::time::Instant::now();
    assert!(matches!(clean(Cursor::new(&films), films.len() as u64), Ok(Clean::Not(_))));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

/// A film with words wherever it may tell something, and days.
fn film(track: &[u8]) -> Vec<u8> {
    let days = |version: u8| [&[version, 0, 0, 0][..], &vec![0x07; if version == 1 { 16 } else { 8 }], b"kept"].concat();
    let handler = part(b"hdlr", &[&b"\0\0\0\0\0\0\0\0vide............"[..], WORD].concat());
    let media = part(b"mdia", &[part(b"mdhd", &days(0)), handler, part(b"minf", track)].concat());
    let track = part(b"trak", &[part(b"tkhd", &days(1)), part(b"udta", WORD), part(b"edts", b"kept"), media].concat());
    let place = part(b"udta", &part(b"\xa9xyz", b"+48.8584+002.2945/CANARY"));
    let film = part(b"moov", &[part(b"mvhd", &days(1)), part(b"meta", WORD), track, place].concat());
    [part(b"ftyp", b"qt  \0\0\0\0"), part(b"wide", b""), part(b"mdat", b"frames"), film, part(b"uuid", WORD), part(b"free", WORD)]
        .concat()
}

#[test]
fn films_tell_no_place_and_no_day() {
    let told = film(b"avc1");
    let clean = cleaned(&told);
    assert_eq!(clean.len(), told.len(), "nothing moves");
    assert!(tells(&told) && !tells(&clean) && !clean.contains(&0x07), "{}", clean.escape_ascii());
    let text = clean.escape_ascii().to_string();
    assert!(
        text.matches("kept").count() == 4
            && text.contains("mdatframes")
            && text.contains("avc1")
            && text.contains("vide............\\x00"),
        "{text}"
    );
    for track in [&b"....gpmd"[..], b"mebx com.apple.quicktime.location.ISO6709"] {
        let told = film(track);
        assert!(matches!(super::clean(Cursor::new(&told), told.len() as u64), Ok(Clean::Not(_))), "a track of places");
    }
    let sound = [part(b"ftyp", b"M4A \0\0\0\0isom"), part(b"moov", &part(b"udta", WORD))].concat();
    assert!(matches!(super::clean(Cursor::new(&sound), sound.len() as u64), Ok(Clean::Whole)), "the title of a piece of music");
}

fn jxl() -> Vec<u8> {
    let (head, pixels) = (part(b"JXL ", b"\r\n\x87\n"), part(b"jxlc", b"pixels"));
    [&head[..], &part(b"ftyp", b"jxl \0\0\0\0jxl "), &part(b"Exif", WORD), &part(b"brob", WORD), &pixels, &part(b"xml ", WORD)]
        .concat()
}

#[test]
fn jpeg_xl_and_what_cannot_be_cleaned() {
    let wanted = [part(b"JXL ", b"\r\n\x87\n"), part(b"ftyp", b"jxl \0\0\0\0jxl "), part(b"jxlc", b"pixels")].concat();
    assert_eq!(cleaned(&jxl()), wanted);
    for not in [&exif(1, true)[..], &exif(1, false), b"\xff\xd8\xff\xe1\0\x10CANARY", PNG, b"RIFF\x04\0\0\0WEBP", b"GIF89a"] {
        assert!(matches!(clean(Cursor::new(not), not.len() as u64), Ok(Clean::Not(_))), "{}", not.escape_ascii());
    }
    for other in [&b""[..], b"\xff", b"\xff\xd8", b"%PDF-1.7", b"# A text", b"RIFF\x04\0\0\0WAVE"] {
        assert!(matches!(clean(Cursor::new(other), other.len() as u64), Ok(Clean::Whole)), "{}", other.escape_ascii());
    }
}

#[test]
fn whatever_is_in_a_file_it_is_walked_to_its_end() {
    let png = [PNG, &chunk(b"eXIf", &exif(3, true)), &chunk(b"IDAT", b"pixels"), &chunk(b"IEND", b"")].concat();
    let webp = webp(&[riff(b"VP8X", &[8; 10]), riff(b"VP8L", b"/x"), riff(b"EXIF", &exif(3, false))]);
    let walk = |bytes: &[u8]| {
        let size = bytes.len() as u64;
        if let Clean::Pieces(pieces) = clean(Cursor::new(bytes), size).expect("memory can be read") {
            let again = put_together(bytes, &pieces);
            let clean = cleaned(&again);
            assert_eq!(clean.escape_ascii().to_string(), again.escape_ascii().to_string(), "what is clean stays as it is");
        }
    };
    for picture in [told_jpeg(6), png, webp, gif(b"!\xfe\x06CANARY\0"), avif(), film(b"avc1"), jxl()] {
        for end in 0..picture.len() {
            walk(&picture[..end]);
            for byte in [0, 1, 0x7f, 0xff] {
                let mut odd = picture.clone();
                odd[end] = byte;
                walk(&odd);
            }
        }
    }
}

#[test]
fn a_picture_that_was_made_to_take_long_does_not() {
    let head = part(b"ftyp", b"avif\0\0\0\0mif1");
    let nested =
        (0..40_000).fold(Vec::new(), |inner: Vec<u8>, _| if inner.len() < 300_000 { part(b"trak", &inner) } else { inner });
    let tracks = [&head[..], &part(b"moov", &nested)].concat();
    assert!(matches!(clean(Cursor::new(&tracks), tracks.len() as u64), Ok(Clean::Not(_))), "tracks within tracks");
    let rooms = [&head[..], &part(b"mdat", b"x").repeat(100_000), &part(b"free", b"\x07").repeat(100_000)].concat();
    assert!(!cleaned(&rooms).contains(&7));
    let scans = [b"\xff\xd8", &b"\xff\xda\0\x02".repeat(200_000)[..], b"\xff\xd9"].concat();
    assert_eq!(cleaned(&scans), scans);
}
