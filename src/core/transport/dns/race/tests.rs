//! Races over real sockets. An address is dead if its listener's queue is full, so that the system drops further
//! packets. Only Linux has all of 127.0.0.0/8.
#![cfg(target_os = "linux")]

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use super::*;

const LIVE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// The address 127.0.0.n.
fn address(n: u8) -> IpAddr {
    IpAddr::from([127, 0, 0, n])
}

/// A listener that drops packets, and the connections that fill its queue.
struct Dead {
    _listener: TcpListener,
    _filling: Vec<TcpStream>,
}

impl Dead {
    async fn at(address: SocketAddr) -> std::io::Result<(Self, u16)> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(address)?;
        let listener = socket.listen(1)?;
        let bound = listener.local_addr()?;
        let mut filling = Vec::new();
        while let Ok(connected) = timeout(Duration::from_millis(100), TcpStream::connect(bound)).await {
            filling.push(connected?);
        }
        Ok((Self { _listener: listener, _filling: filling }, bound.port()))
    }
}

/// Dead addresses and a live one at the same port. Tries again if another process has the port at one of them.
async fn stage(dead: &[IpAddr]) -> (u16, TcpListener, Vec<Dead>) {
    loop {
        let live = TcpListener::bind((LIVE, 0)).await.expect("a port");
        let port = live.local_addr().expect("its address").port();
        let mut all = Vec::new();
        for address in dead {
            all.extend(Dead::at(SocketAddr::new(*address, port)).await.map(|(dead, _)| dead));
        }
        if all.len() == dead.len() {
            return (port, live, all);
        }
    }
}

/// How many connections the listener has accepted so far.
async fn accepted(listener: &TcpListener) -> usize {
    let mut count = 0;
    while timeout(Duration::from_millis(20), listener.accept()).await.is_ok() {
        count += 1;
    }
    count
}

#[tokio::test]
async fn an_address_that_drops_packets_costs_a_quarter_of_a_second() {
    for (dead, min) in [(vec![address(2)], 250), (vec![address(2), address(3)], 500)] {
        let (port, _live, _dead) = stage(&dead).await;
        let all: Vec<IpAddr> = dead.iter().copied().chain([LIVE]).collect();
        let started = Instant::now();
        let order = Races::default().best_first("two.test", port, &all).await;
        let took = started.elapsed();
        assert_eq!(order.first(), Some(&LIVE));
        assert_eq!(order.len(), 2, "one more address, with half of the connect timeout");
        let min = Duration::from_millis(min);
        assert!(took >= min && took < min + Duration::from_secs(1), "{took:?}");
    }
}

#[tokio::test]
async fn an_address_that_refuses_connections_costs_nothing() {
    let (port, _live, _) = stage(&[]).await;
    let started = Instant::now();
    let order = Races::default().best_first("two.test", port, &[address(2), LIVE]).await;
    assert_eq!(order, [LIVE, address(2)]);
    assert!(started.elapsed() < STAGGER, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_burst_of_connections_races_once() {
    let (port, live, _dead) = stage(&[address(2)]).await;
    let races = Arc::<Races>::default();
    let racing: Vec<_> = (0..50)
        .map(|_| {
            let races = Arc::clone(&races);
            tokio::spawn(async move { races.best_first("two.test", port, &[address(2), LIVE]).await })
        })
        .collect();
    for order in racing {
        assert_eq!(order.await.expect("an order").first(), Some(&LIVE));
    }
    assert_eq!(accepted(&live).await, 1);
}

#[tokio::test]
async fn the_last_winner_gets_a_head_start() {
    let (port, live, _dead) = stage(&[address(2)]).await;
    let races = Races::default();
    races.best_first("two.test", port, &[address(2), LIVE]).await;
    let outdated = Instant::now().checked_sub(FRESH).expect("a machine that runs for seconds");
    for latest in lock(&races.latest).values() {
        let mut latest = latest.try_lock().expect("no race is under way");
        *latest = latest.map(|result| Result { at: outdated, ..result });
    }
    let started = Instant::now();
    assert_eq!(races.best_first("two.test", port, &[address(2), LIVE]).await.first(), Some(&LIVE));
    assert!(started.elapsed() < STAGGER, "{:?}", started.elapsed());
    assert_eq!(accepted(&live).await, 2, "a second race");
}

#[tokio::test]
async fn results_are_dropped_when_a_connection_fails() {
    let (port, live, _) = stage(&[]).await;
    let races = Races::default();
    for _ in 0..2 {
        races.best_first("two.test", port, &[LIVE, address(2)]).await;
        races.forget();
    }
    assert_eq!(accepted(&live).await, 2);
}

#[tokio::test]
async fn the_order_stays_if_all_addresses_refuse() {
    let (port, live, _) = stage(&[]).await;
    drop(live);
    let order = Races::default().best_first("two.test", port, &[address(2), LIVE]).await;
    assert_eq!(order, [address(2), LIVE]);
}

#[tokio::test]
async fn the_number_of_results_is_limited() {
    let races = Races::default();
    for number in 0..MAX_NAMES * 2 {
        races.latest(&format!("name-{number}.test"), 443);
    }
    assert!(lock(&races.latest).len() <= MAX_NAMES);
}

#[test]
fn families_alternate() {
    let v6 = |n: u16| IpAddr::from([0xfd00, 0, 0, 0, 0, 0, 0, n]);
    let order = interleaved(&[v6(1), v6(2), v6(3), address(1), address(2)]);
    assert_eq!(order, [v6(1), address(1), v6(2), address(2), v6(3)]);
}
