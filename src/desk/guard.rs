//! Who may ask: the browser that was given the token, from pages of this desk, and nobody else.

use super::http::{Method, Request};
use crate::domain::digest::{hex, sha256};

/// What a desk knows its own browser by. Each is drawn anew for each desk.
#[derive(Debug)]
pub struct Guard {
    /// In the address that is opened, then in a cookie.
    token: String,
    /// In every form and call that changes something.
    pub form: String,
    /// All pages stand below it, so that the cookie goes to no other server of this machine.
    pub prefix: String,
    /// `127.0.0.1:PORT`
    host: String,
}

/// Bytes of a secret.
const SECRET: usize = 32;

impl Guard {
    /// # Errors
    /// A system without a source of chance.
    pub fn new(port: u16) -> Result<Self, getrandom::Error> {
        let (token, form) = (secret(SECRET)?, secret(SECRET)?);
        let prefix = secret(8)?;
        Ok(Self { token, form, prefix, host: format!("127.0.0.1:{port}") })
    }

    /// The address to open.
    pub fn address(&self) -> String {
        format!("{}open?token={}", self.home(), self.token)
    }

    /// The address of the first page, which is no secret.
    pub fn home(&self) -> String {
        format!("http://{}/{}/", self.host, self.prefix)
    }

    /// The name of the page that a path asks for.
    pub fn page<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix('/')?.strip_prefix(&self.prefix)?.strip_prefix('/')
    }

    /// What speaks against a request, as the status that it ends with. `opening` is the one request that brings the
    /// token, which a browser makes on its way from elsewhere.
    pub fn refuses(&self, request: &Request, opening: bool) -> Option<u16> {
        // A name of elsewhere that leads to this machine: rebinding.
        if request.header("host") != Some(self.host.as_str()) {
            return Some(421);
        }
        let origin = format!("http://{}", self.host);
        let elsewhere = request.header("origin").is_some_and(|from| from != origin);
        let unsaid = request.method == Method::Post && request.header("origin").is_none();
        let site = request.header("sec-fetch-site").unwrap_or("same-origin");
        // Another port of this machine is the same site and another origin.
        let foreign = !opening && !["same-origin", "none"].contains(&site);
        if elsewhere || unsaid || foreign {
            return Some(403);
        }
        let known = match opening {
            true => same(request.asked("token"), &self.token),
            false => self.has_cookie(request),
        };
        (!known).then_some(401)
    }

    fn has_cookie(&self, request: &Request) -> bool {
        let cookies = request.header("cookie").unwrap_or_default().split(';');
        let own = cookies.filter_map(|cookie| cookie.trim().strip_prefix("desk="));
        own.into_iter().any(|value| same(value, &self.token))
    }

    /// Whether a change was asked for by a page of this desk.
    pub fn is_form(&self, shown: &str) -> bool {
        same(shown, &self.form)
    }

    /// The cookie that stands for the token from now on.
    pub fn cookie(&self) -> String {
        format!("desk={}; HttpOnly; SameSite=Strict; Path=/{}/", self.token, self.prefix)
    }
}

fn secret(bytes: usize) -> Result<String, getrandom::Error> {
    let mut out = vec![0; bytes];
    getrandom::fill(&mut out)?;
    Ok(hex(&out))
}

/// Whether two secrets are the same: their digests are compared, whose first difference says nothing.
fn same(shown: &str, own: &str) -> bool {
    sha256(shown.as_bytes()) == sha256(own.as_bytes())
}
