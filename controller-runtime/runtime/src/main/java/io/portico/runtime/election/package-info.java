/**
 * One replica works, the others wait: leader election on a Lease, by the rule of client-go. In goes a Lease's name; out
 * come the calls that start and stop the work, the metric {@code leader_election_master_status} and a word in the log
 * when nobody leads.
 *
 * <pre>
 *   Leadership: a turn every 2 s ──▶ Bid: renew, or read and judge, or take ──▶ LeaseStore ──▶ API server
 *        │                             ▲
 *        │                             └─ Sighting: the record, and since when this process has seen it so
 *        └──▶ Vacancy: how long has nobody led?
 * </pre>
 *
 * The age of a record is judged by this process' own monotonic clock alone, never by the times in it: those are of
 * another host, and no two hosts' clocks agree (docs/decisions/0007-leader-election.md).
 */
@NullMarked
package io.portico.runtime.election;

import org.jspecify.annotations.NullMarked;
