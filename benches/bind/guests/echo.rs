//! Gives back what it gets, and counts what it can.

mod bindings {
    include!(env!("BINDINGS"));
}

include!("count.rs");

use bindings::exports::bench::echo::echo::{
    Color, Deep, Guest, Item, Mixed, Perms, Point, Shape,
};

struct Echo;

impl Guest for Echo {
    fn nop() {}

    fn add(a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }

    fn echo_string(s: String) -> String {
        s
    }

    fn echo_bytes(b: Vec<u8>) -> Vec<u8> {
        b
    }

    fn echo_u32s(b: Vec<u32>) -> Vec<u32> {
        b
    }

    fn echo_points(b: Vec<Point>) -> Vec<Point> {
        b
    }

    fn echo_mixeds(b: Vec<Mixed>) -> Vec<Mixed> {
        b
    }

    fn echo_pairs(b: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
        b
    }

    fn echo_colors(b: Vec<Color>) -> Vec<Color> {
        b
    }

    fn echo_bools(b: Vec<bool>) -> Vec<bool> {
        b
    }

    fn echo_chars(b: Vec<char>) -> Vec<char> {
        b
    }

    fn echo_perms(b: Vec<Perms>) -> Vec<Perms> {
        b
    }

    fn echo_opts(b: Vec<Option<u32>>) -> Vec<Option<u32>> {
        b
    }

    fn echo_strings(b: Vec<String>) -> Vec<String> {
        b
    }

    fn echo_items(b: Vec<Item>) -> Vec<Item> {
        b
    }

    fn echo_shapes(b: Vec<Shape>) -> Vec<Shape> {
        b
    }

    fn echo_shape(s: Shape) -> Shape {
        s
    }

    fn echo_deep(d: Deep) -> Deep {
        d
    }

    fn sum_bytes(b: Vec<u8>) -> u64 {
        b.iter().map(|byte| u64::from(*byte)).sum()
    }

    fn sum_points(b: Vec<Point>) -> f64 {
        b.iter().map(|point| point.x + point.y + point.z).sum()
    }

    fn count_strings(b: Vec<String>) -> u32 {
        b.iter().map(|text| text.len() as u32).sum()
    }

    fn count_items(b: Vec<Item>) -> u32 {
        b.iter().filter(|item| item.completed).count() as u32
    }

    fn make_items(n: u32) -> Vec<Item> {
        let mut items = Vec::new();
        for id in 0..n {
            // Has room to spare, as a text that was put together often has.
            let mut title = String::new();
            title.push_str("item number ");
            title.push_str(if id % 2 == 0 { "even" } else { "odd" });
            items.push(Item { id, title, completed: id % 3 == 0 });
        }
        items
    }
}

impl bindings::exports::bench::echo::stats::Guest for Echo {
    fn get() -> (u64, u64, u64, u64) {
        counted()
    }
}

bindings::export!(Echo with_types_in bindings);
