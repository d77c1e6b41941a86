//! Steps through a file.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// Bytes that are read at once.
const BUFFER: usize = 64 << 10;

/// A place in a file of known size. Nothing past that size is read, even where the file has grown.
pub(super) struct Walk<R> {
    source: BufReader<R>,
    /// Where it is.
    pub(super) at: u64,
    /// Where it ends.
    pub(super) size: u64,
}

impl<R: Read + Seek> Walk<R> {
    pub(super) fn new(source: R, size: u64) -> Self {
        Walk { source: BufReader::with_capacity(BUFFER, source), at: 0, size }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> u64 {
        self.size - self.at
    }

    /// The next bytes, up to `count` of them; fewer at the end.
    pub(super) fn read(&mut self, count: u64) -> io::Result<Vec<u8>> {
        let count = count.min(self.left());
        let mut bytes = Vec::new();
        (&mut self.source).take(count).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < count {
            return Err(io::ErrorKind::UnexpectedEof.into()); // it became shorter meanwhile
        }
        self.at += count;
        Ok(bytes)
    }

    /// The same without going on.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let at = self.at;
        let bytes = self.read(count as u64)?;
        self.go(at)?;
        Ok(bytes)
    }

    /// The next `N` bytes; `None` where there are fewer, and then it stays where it is.
    pub(super) fn array<const N: usize>(&mut self) -> io::Result<Option<[u8; N]>> {
        if self.left() < N as u64 {
            return Ok(None);
        }
        Ok(self.read(N as u64)?.try_into().ok())
    }

    /// Goes one byte on, and answers which one is there; `None` at the end.
    pub(super) fn step(&mut self) -> io::Result<Option<u8>> {
        self.skip(1)?;
        if self.left() == 0 {
            return Ok(None);
        }
        match self.source.fill_buf()?.first() {
            Some(byte) => Ok(Some(*byte)),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Goes to a place, or to the end where that is past it.
    pub(super) fn go(&mut self, to: u64) -> io::Result<()> {
        let to = to.min(self.size);
        match i64::try_from(i128::from(to) - i128::from(self.at)) {
            Ok(distance) => self.source.seek_relative(distance)?,
            Err(_) => drop(self.source.seek(SeekFrom::Start(to))?),
        }
        self.at = to;
        Ok(())
    }

    /// Goes `count` bytes on, or to the end.
    pub(super) fn skip(&mut self, count: u64) -> io::Result<()> {
        self.go(self.at.saturating_add(count))
    }

    /// Goes to the next byte `byte`, or to the end. Answers whether there is one.
    pub(super) fn find(&mut self, byte: u8) -> io::Result<bool> {
        while self.at < self.size {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let within = buffer.len().min(usize::try_from(self.size - self.at).unwrap_or(usize::MAX));
            let found = memchr::memchr(byte, &buffer[..within]);
            let passed = found.unwrap_or(within);
            self.source.consume(passed);
            self.at += passed as u64;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
