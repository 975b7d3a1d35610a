//! Keys to rows: filled once, then asked from many threads. Keys are hashes, so entries stand in
//! their order and a table of the leading bits leads to them.

/// Rows by key.
#[derive(Clone, Debug, Default)]
pub struct Index {
    shift: u32,
    starts: Vec<u32>,
    keys: Vec<u64>,
    rows: Vec<u32>,
}

impl Index {
    /// Rows of one key stand in their own order.
    pub fn new(entries: Vec<(u64, u32)>) -> Self {
        let bits = usize::BITS - entries.len().leading_zeros();
        let bits = bits.clamp(1, 28);
        let shift = u64::BITS - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        for (key, _) in &entries {
            starts[(key >> shift) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        // Each entry goes to the next free place of its bucket, whose number thereby becomes where the next one begins.
        let (mut keys, mut rows) = (vec![0u64; entries.len()], vec![0u32; entries.len()]);
        for (key, row) in entries {
            let place = &mut starts[(key >> shift) as usize];
            (keys[*place as usize], rows[*place as usize]) = (key, row);
            *place += 1;
        }
        starts.rotate_right(1);
        starts[0] = 0;
        let mut pairs: Vec<(u64, u32)> = Vec::new();
        for bucket in starts.windows(2) {
            let bucket = bucket[0] as usize..bucket[1] as usize;
            let own = || keys[bucket.clone()].iter().zip(&rows[bucket.clone()]);
            if !own().is_sorted() {
                pairs.clear();
                pairs.extend(own().map(|(key, row)| (*key, *row)));
                pairs.sort_unstable();
                for (at, pair) in bucket.zip(&pairs) {
                    (keys[at], rows[at]) = *pair;
                }
            }
        }
        Self { shift, starts, keys, rows }
    }

    /// The rows of a key.
    pub fn get(&self, key: u64) -> &[u32] {
        if self.keys.is_empty() {
            return &[];
        }
        let bucket = (key >> self.shift) as usize;
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let own = &self.keys[from..to];
        let start = own.partition_point(|known| *known < key);
        let length = own[start..].iter().take_while(|known| **known == key).count();
        &self.rows[from + start..from + start + length]
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}
