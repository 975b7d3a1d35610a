//! HTTP/1.1 as a browser on this machine speaks it, and no more: one request on a connection, everything bounded.
//! `httparse` reads the head; what it does not allow is refused before anything is looked at.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A head is never longer.
const MOST_HEAD: usize = 16 << 10;
const MOST_HEADERS: usize = 64;
/// Forms and settings; files are bounded where they are taken in.
pub const MOST_FORM: u64 = 256 << 10;
/// How long a peer may be silent, and how long it may take for a head.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// What a browser asks for.
pub struct Request {
    pub method: Method,
    /// Without the query, percent signs resolved.
    pub path: String,
    pub query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    length: u64,
    /// What of the body came with the head.
    begun: Vec<u8>,
    stream: TcpStream,
}

/// A status that a request ends with before any page sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub u16);

impl Request {
    /// Reads the head of a request.
    ///
    /// # Errors
    /// What is too long, too slow or no request of the kinds that are answered; 0 where nobody is there.
    pub fn read(mut stream: TcpStream) -> Result<Self, (Refused, TcpStream)> {
        match head(&mut stream) {
            Ok((bytes, end)) => match parse(&bytes[..end]) {
                Ok((method, path, query, headers, length)) => {
                    let begun = bytes[end..].to_vec();
                    Ok(Self { method, path, query, headers, length, begun, stream })
                }
                Err(refused) => Err((refused, stream)),
            },
            Err(refused) => Err((refused, stream)),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let own = self.headers.iter().find(|(known, _)| known == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The value of a name of the query; empty where there is none.
    pub fn asked(&self, name: &str) -> &str {
        value(&self.query, name)
    }

    /// The whole body.
    ///
    /// # Errors
    /// One that is longer than allowed, or ends early.
    pub fn body(&mut self) -> Result<Vec<u8>, Refused> {
        let mut out = Vec::new();
        self.copy(&mut out, MOST_FORM)?;
        Ok(out)
    }

    /// The body into a file, of at most so many bytes.
    ///
    /// # Errors
    /// As [`Request::body`]; a disk that refuses (507).
    pub fn copy(&mut self, to: &mut dyn Write, most: u64) -> Result<(), Refused> {
        if self.length > most {
            return Err(Refused(413));
        }
        if self.header("expect").is_some_and(|e| e.eq_ignore_ascii_case("100-continue")) {
            let _ = self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        let begun = std::mem::take(&mut self.begun);
        let own = begun.len().min(usize::try_from(self.length).unwrap_or(usize::MAX));
        to.write_all(&begun[..own]).map_err(|_| Refused(507))?;
        let mut left = self.length - own as u64;
        let mut buffer = [0; 64 << 10];
        while left > 0 {
            let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            match self.stream.read(&mut buffer[..most]) {
                Ok(0) | Err(_) => return Err(Refused(400)),
                Ok(read) => {
                    to.write_all(&buffer[..read]).map_err(|_| Refused(507))?;
                    left -= read as u64;
                }
            }
        }
        Ok(())
    }

    /// Sends the answer and ends the connection.
    pub fn answer(self, response: Response) {
        response.send(self.stream);
    }
}

/// Bytes up to the end of the head, and where that is.
fn head(stream: &mut TcpStream) -> Result<(Vec<u8>, usize), Refused> {
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let started = Instant::now();
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4 << 10]);
    loop {
        let read = match stream.read(&mut buffer) {
            Ok(0) if bytes.is_empty() => return Err(Refused(0)),
            Ok(0) | Err(_) => return Err(Refused(408)),
            Ok(read) => read,
        };
        let from = bytes.len().saturating_sub(3);
        bytes.extend_from_slice(&buffer[..read]);
        if let Some(at) = memchr::memmem::find(&bytes[from..], b"\r\n\r\n") {
            return Ok((bytes, from + at + 4));
        }
        if bytes.len() > MOST_HEAD {
            return Err(Refused(431));
        }
        if started.elapsed() > PATIENCE {
            return Err(Refused(408));
        }
    }
}

type Parsed = (Method, String, Vec<(String, String)>, Vec<(String, String)>, u64);

fn parse(bytes: &[u8]) -> Result<Parsed, Refused> {
    let bad = Refused(400);
    if bytes.len() > MOST_HEAD {
        return Err(Refused(431));
    }
    let mut room = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut read = httparse::Request::new(&mut room);
    match read.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Refused(431)),
        _ => return Err(bad),
    }
    let method = match read.method {
        Some("GET") => Method::Get,
        Some("POST") => Method::Post,
        _ => return Err(Refused(405)),
    };
    let mut headers: Vec<(String, String)> = Vec::new();
    for header in read.headers.iter() {
        let name = header.name.to_ascii_lowercase();
        let value = std::str::from_utf8(header.value).map_err(|_| bad)?.trim().to_string();
        // Two that differ would be read differently by different readers.
        let alone = ["host", "origin", "content-length", "cookie"].contains(&name.as_str());
        if alone && headers.iter().any(|(known, _)| *known == name) {
            return Err(bad);
        }
        headers.push((name, value));
    }
    let found = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, v)| v);
    if found("transfer-encoding").is_some() {
        return Err(Refused(501));
    }
    let length = match (found("content-length"), method) {
        (None, Method::Get) => 0,
        (None, Method::Post) => return Err(Refused(411)),
        (Some(text), _) if text.bytes().all(|b| b.is_ascii_digit()) => {
            text.parse().map_err(|_| Refused(413))?
        }
        _ => return Err(bad),
    };
    let target = read.path.ok_or(bad)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = resolved(path, false).filter(|path| path.starts_with('/')).ok_or(bad)?;
    let query = pairs(query).ok_or(bad)?;
    Ok((method, path, query, headers, length))
}

/// Names and values of a query or a form.
pub fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        Some((resolved(name, true)?, resolved(value, true)?))
    };
    parts.map(pair).collect()
}

/// The value of a name; empty where there is none.
pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// Percent signs resolved: `None` where that is no text.
fn resolved(text: &str, plus: bool) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            b'+' if plus => b' ',
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// A text as a value of a query.
pub fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let of = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(of).collect()
}

pub enum Body {
    Bytes(Vec<u8>),
    File(File, u64),
}

/// An answer.
pub struct Response {
    pub status: u16,
    pub kind: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

/// What a page of the desk may do: show itself, with its own style and script, and talk to the desk.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";

impl Response {
    pub fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Security-Policy", POLICY.to_string())];
        Self { status, kind, headers, body: Body::Bytes(body.into()) }
    }

    pub fn html(body: String) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
    }

    pub fn json(value: &serde_json::Value) -> Self {
        Self::new(200, "application/json", value.to_string())
    }

    /// To another page, by a new request.
    pub fn see(page: &str) -> Self {
        Self::new(303, "text/plain", "").with("Location", page)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    /// To be kept as a file.
    pub fn download(self, name: &str) -> Self {
        let name = escaped(name);
        self.with("Content-Disposition", format!("attachment; filename*=UTF-8''{name}"))
    }

    /// Sends the answer. A peer that has gone away is nobody's fault.
    pub fn send(self, mut stream: TcpStream) {
        let length = match &self.body {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::File(_, length) => *length,
        };
        let Self { status, kind, .. } = self;
        let mut head = format!(
            "HTTP/1.1 {status} {}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
             Connection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
             Referrer-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\n",
            reason(status)
        );
        for (name, value) in &self.headers {
            // A line end in a value would be another header.
            head += &format!("{name}: {}\r\n", value.replace(['\r', '\n'], " "));
        }
        head += "\r\n";
        let mut sent = stream.write_all(head.as_bytes());
        sent = sent.and_then(|()| match self.body {
            Body::Bytes(bytes) => stream.write_all(&bytes),
            Body::File(file, length) => {
                std::io::copy(&mut file.take(length), &mut stream).map(|_| ())
            }
        });
        if sent.and_then(|()| stream.flush()).is_ok() {
            drain(stream);
        }
    }
}

/// Reads on for a moment: with bytes unread the system would cut the answer off.
fn drain(mut stream: TcpStream) {
    const MOST: usize = 64;
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
    let mut buffer = [0; 16 << 10];
    for _ in 0..MOST {
        if !matches!(stream.read(&mut buffer), Ok(read) if read > 0) {
            break;
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        303 => "See Other",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        507 => "Insufficient Storage",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(head: &str) -> u16 {
        parse(head.as_bytes()).map_or_else(|refused| refused.0, |_| 200)
    }

    #[test]
    fn only_what_browsers_send_is_read() {
        assert_eq!(refused("GET /a?b=%E5%A5%96+c HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
        assert_eq!(refused("PUT / HTTP/1.1\r\nHost: x\r\n\r\n"), 405);
        assert_eq!(refused("POST / HTTP/1.1\r\nHost: x\r\n\r\n"), 411);
        assert_eq!(refused("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), 501);
        assert_eq!(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
        assert_eq!(refused("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), 400);
        assert_eq!(refused("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"), 413);
        assert_eq!(refused("GET /%zz HTTP/1.1\r\n\r\n"), 400);
        assert_eq!(refused("GET /%ff HTTP/1.1\r\n\r\n"), 400);
        assert_eq!(refused("GET http://a/ HTTP/1.1\r\n\r\n"), 400);
        assert_eq!(refused("nonsense\r\n\r\n"), 400);
    }

    #[test]
    fn values_survive_a_query() {
        let text = "奖补 a&b=c/..%2e";
        assert_eq!(pairs(&format!("q={}", escaped(text))), Some(vec![("q".into(), text.into())]));
    }
}
