package main

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "example.com/holdfast-bbolt/storepb"
)

// How many ended transactions are remembered; of older ones only those that wrote are, in the file.
const rememberedEnds = 65_536

// txn is a transaction: a snapshot, what it has read and what it will write. It holds nothing of the
// file, so one that is abandoned costs memory until its lease runs out.
//
// Calls in one transaction take turns by its mutex. Its lease has no say while a call runs.
type txn struct {
	mu             sync.Mutex
	begun          *pb.BeginResponse
	readOnly       bool
	snapshot, own  state // own is the snapshot under the transaction's writes
	deadline, last time.Time
	reads          []interval
	keysRead       int
	checks         []*pb.Check
	mutations      []*pb.Mutation
	ops, size      int
	end            *ending // nil while it is open
}

// ending is how a transaction ended: committed with an answer, or refused for good.
type ending struct {
	answer *pb.CommitResponse
	hash   []byte // of the commit
	err    error  // what its commit is refused with
	others error  // what other calls are refused with
}

// txnTable knows the transactions that are open and the last ones that ended.
type txnTable struct {
	limits
	incarnation string // of this process: an id from before a restart is never taken for a new one
	mu          sync.Mutex
	known       map[string]*txn
	ended       []string // of those known, oldest first
}

func newTxnTable(l limits) *txnTable {
	return &txnTable{limits: l, incarnation: "." + randomHex(8), known: map[string]*txn{}}
}

func (s *store) begin(r *pb.BeginRequest) (*pb.BeginResponse, error) {
	id := cmp.Or(r.TxnId, randomHex(16)) + s.txns.incarnation
	x := s.txns.open(id, r, s)
	if x == nil {
		return nil, refuse("TOO_MANY_TXNS", "too many transactions are open; try again later")
	}
	s.txns.take(x, time.Now())
	defer x.mu.Unlock()
	if x.end != nil {
		return nil, x.end.others
	} else if x.readOnly != r.ReadOnly {
		return nil, refuse("BAD_REQUEST_ID", "transaction "+id+" was begun in another mode before")
	}
	return x.begun, nil
}

// open returns the transaction of an id, opening it if there is none; nil: too many are open.
func (t *txnTable) open(id string, r *pb.BeginRequest, s *store) *txn {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.known[id]; x != nil {
		return x
	} else if len(t.known)-len(t.ended) >= int(t.MaxOpenTxns) {
		return nil
	}
	now, head := time.Now(), *s.head.Load()
	begun := &pb.BeginResponse{TxnId: id, Header: s.header(head.revision), LeaseMs: t.lease(r.LeaseMs)}
	x := &txn{begun: begun, readOnly: r.ReadOnly, snapshot: head, own: head, last: now.Add(millis(t.MaxTxnAgeMs))}
	x.renew(now)
	t.known[id] = x
	return x
}

// turn waits for the turn of a transaction, which the caller unlocks; nil: it is not known.
func (t *txnTable) turn(id string) *txn {
	arrived := time.Now()
	t.mu.Lock()
	x := t.known[id]
	t.mu.Unlock()
	if x != nil {
		t.take(x, arrived)
	}
	return x
}

// take locks a transaction, and renews its lease unless that had run out when the caller arrived.
func (t *txnTable) take(x *txn, arrived time.Time) {
	x.mu.Lock()
	if x.end == nil && arrived.After(x.deadline) {
		t.expire(x)
	}
	x.renew(time.Now())
}

func (x *txn) renew(now time.Time) {
	if x.deadline = now.Add(millis(x.begun.LeaseMs)); x.deadline.After(x.last) {
		x.deadline = x.last
	}
}

// sweep ends the transactions whose leases have run out.
func (t *txnTable) sweep(now time.Time) {
	t.mu.Lock()
	all := make([]*txn, 0, len(t.known))
	for _, x := range t.known {
		all = append(all, x)
	}
	t.mu.Unlock()
	for _, x := range all {
		if x.mu.TryLock() { // otherwise a call runs in it
			if x.end == nil && now.After(x.deadline) {
				t.expire(x)
			}
			x.mu.Unlock()
		}
	}
}

func (t *txnTable) expire(x *txn) {
	err := refuse("TXN_EXPIRED", "the lease of transaction "+x.begun.TxnId+" ran out; run it again")
	t.finish(x, &ending{err: err, others: err})
}

// finish ends a transaction in its turn and lets go of what it held.
func (t *txnTable) finish(x *txn, how *ending) {
	x.end, x.snapshot, x.own, x.reads, x.checks, x.mutations = how, state{}, state{}, nil, nil, nil
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended = append(t.ended, x.begun.TxnId); len(t.ended) > rememberedEnds {
		delete(t.known, t.ended[0])
		t.ended = t.ended[1:]
	}
}

// in runs a call in an open transaction, in its turn.
func (s *store) in(ctx context.Context, id string, call func(*txn) error) error {
	x := s.txns.turn(id)
	if x == nil {
		return first(s.resolve(ctx, id, nil).err, finished(id, "committed"))
	}
	defer x.mu.Unlock()
	if x.end != nil {
		return x.end.others
	}
	return call(x)
}

// resolve asks the file what became of a transaction that is not in memory, and fences its id if it was
// never committed: then it never will be.
func (s *store) resolve(ctx context.Context, id string, hash []byte) outcome {
	return s.commit(&attempt{ctx: ctx, name: "t" + id, hash: hash, fence: true})
}

// buffer adds checks and mutations to a transaction, all or none, and returns how many keys they delete.
func (x *txn) buffer(checks []*pb.Check, mutations []*pb.Mutation, l limits) (deleted int, err error) {
	own, reads, ops := x.own, 0, x.ops+len(checks)+len(mutations)
	for _, m := range mutations {
		changed, err := own.apply(m, 0, l)
		if err != nil {
			return 0, err
		}
		if m.GetPut() == nil { // what is deleted has been read
			deleted, ops, reads = deleted+len(changed), ops+max(len(changed)-1, 0), reads+weight(m.GetDelete(), len(changed))
		}
	}
	if err := first(l.size(ops, x.size+size(checks, mutations)), x.countReads(reads, l)); err != nil {
		return 0, err
	}
	for _, m := range mutations {
		if m.GetPut() == nil {
			x.reads = append(x.reads, intervalOf(m.GetDelete()))
		}
	}
	x.own, x.ops, x.size = own, ops, x.size+size(checks, mutations)
	x.checks, x.mutations = append(x.checks, checks...), append(x.mutations, mutations...)
	return deleted, nil
}

func (x *txn) countReads(more int, l limits) error {
	if x.keysRead+more > int(l.MaxTxnReads) {
		return tooLarge("TXN_TOO_LARGE", "the transaction's number of keys and ranges read", x.keysRead+more, int(l.MaxTxnReads))
	}
	x.keysRead += more
	return nil
}

// weight is what a read counts: one, and one more for each key that a prefix held.
func weight(r *pb.KeyRange, keys int) int {
	if _, point := r.Range.(*pb.KeyRange_Key); point {
		return 1
	}
	return 1 + keys
}

// noteRead adds to the read set what an answer covered.
func (x *txn) noteRead(in interval, weight int, l limits) error {
	if x.readOnly {
		return nil
	}
	x.reads = append(x.reads, in)
	return x.countReads(weight, l)
}

// writable refuses changes of a transaction that only reads.
func (x *txn) writable(changes int) error {
	if x.readOnly && changes > 0 {
		return refuse("TXN_READ_ONLY", "transaction "+x.begun.TxnId+" was begun to read only")
	}
	return nil
}

func (s *store) commitTxn(ctx context.Context, r *pb.CommitRequest) (*pb.CommitResponse, error) {
	hash := digest(r)
	x := s.txns.turn(r.TxnId)
	if x == nil {
		return s.committed(s.resolve(ctx, r.TxnId, hash))
	}
	defer x.mu.Unlock()
	if x.end != nil && x.end.answer != nil && !bytes.Equal(x.end.hash, hash) {
		return nil, usedBefore(r.TxnId)
	} else if x.end != nil {
		return x.end.answer, x.end.err
	}
	if err := x.writable(len(r.Checks) + len(r.Mutations)); err != nil {
		return nil, err
	}
	draft := txn{own: x.own, keysRead: x.keysRead, ops: x.ops, size: x.size,
		reads: slices.Clip(x.reads), checks: slices.Clip(x.checks), mutations: slices.Clip(x.mutations)}
	answer := &pb.CommitResponse{Header: x.begun.Header}
	_, err := draft.buffer(r.Checks, r.Mutations, s.limits)
	if err == nil && len(draft.checks)+len(draft.mutations) > 0 {
		answer, err = s.committed(s.commit(&attempt{ctx: ctx, name: "t" + r.TxnId, hash: hash, base: x.snapshot,
			reads: draft.reads, checks: draft.checks, mutations: draft.mutations}))
	}
	switch status.Code(err) {
	case codes.OK:
		s.txns.finish(x, &ending{answer: answer, hash: hash, others: finished(r.TxnId, "committed")})
	case codes.Unavailable, codes.ResourceExhausted, codes.DeadlineExceeded, codes.Canceled:
		// It was not applied, and the transaction is as it was before: it may be committed again.
	default:
		s.txns.finish(x, &ending{err: err, others: finished(r.TxnId, "aborted")})
	}
	return answer, err
}

func (s *store) committed(o outcome) (*pb.CommitResponse, error) {
	if o.err != nil {
		return nil, o.err
	}
	return &pb.CommitResponse{Header: s.header(o.head), Revision: o.Revision, Wrote: o.Revision > 0}, nil
}

func (s *store) abort(ctx context.Context, id string) error {
	x := s.txns.turn(id)
	if x == nil {
		return first(s.resolve(ctx, id, nil).err, finished(id, "committed"))
	}
	defer x.mu.Unlock()
	if x.end == nil {
		s.txns.finish(x, &ending{err: finished(id, "aborted"), others: finished(id, "aborted")})
	} else if x.end.answer != nil {
		return x.end.others
	}
	return nil
}
