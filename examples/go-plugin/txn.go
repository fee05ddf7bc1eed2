package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "example.com/holdfast-bbolt/storepb"
)

// txn is a transaction: a snapshot, what was read of it, and what it will write. A Put by itself is one too, of
// one step. It holds nothing of the file: one that is abandoned costs memory until its lease runs out.
type txn struct {
	begun           *pb.BeginResponse
	readOnly        bool
	since, deadline time.Time
	base, own       state // the snapshot, and what the transaction has made of it
	reads           []interval
	checks          []*pb.Check
	written         map[string]bool // the keys that it has written or deleted
	keys, ops, size int             // what counts towards the limits
}

func newTxn(base state) *txn { return &txn{base: base, own: base, written: map[string]bool{}} }

// write adds checks and mutations to a transaction, all or none, and returns how many keys they delete.
func (x *txn) write(r *pb.CommitRequest, l limits) (deleted int, err error) {
	if x.readOnly && len(r.Checks)+len(r.Mutations) > 0 {
		return 0, refuse(codes.FailedPrecondition, "TXN_READ_ONLY", "transaction "+x.begun.TxnId+" was begun to read only")
	}
	next := *x
	for _, check := range r.Checks {
		next.checks, next.ops, next.size = append(next.checks, check), next.ops+1, next.size+proto.Size(check)
	}
	for _, m := range r.Mutations {
		next.ops, next.size = next.ops+1, next.size+proto.Size(m)
		if put := m.GetPut(); put != nil {
			next.own.put(put.Key, put.Value, 0, next.own.get(put.Key))
			next.written[string(put.Key)] = true
			continue
		}
		found := slices.Collect(next.own.in(intervalOf(m.GetDelete())))
		for _, kv := range found {
			next.own.entries, _, _ = next.own.entries.Delete(kv.Key)
			next.written[string(kv.Key)] = true
		}
		deleted, next.ops = deleted+len(found), next.ops+max(len(found)-1, 0)
		err = first(err, next.note(intervalOf(m.GetDelete()), len(found), l)) // what is deleted has been read
	}
	err = first(err, within(l.MaxTxnOps, next.ops, "TXN_TOO_LARGE", "the transaction's number of checks, puts and deleted keys"),
		within(l.MaxTxnBytes, next.size, "TXN_TOO_LARGE", "the transaction's size in bytes"))
	if err == nil {
		*x = next
	}
	return deleted, err
}

// note adds to the read set what an answer covered, and how many keys it found there.
func (x *txn) note(covered interval, keys int, l limits) error {
	if x.readOnly {
		return nil
	}
	x.reads, x.keys = append(x.reads, covered), x.keys+max(keys, 1)
	return within(l.MaxTxnReads, x.keys, "TXN_TOO_LARGE", "the transaction's number of keys and ranges read")
}

// judge applies a transaction, with its last checks and mutations, on top of all commits before it, wholly or
// not at all. Either way the transaction is over, unless its last mutations were not in order.
func (s *store) judge(x *txn, last *pb.CommitRequest, tx *bolt.Tx) outcome {
	deleted, err := x.write(last, s.limits)
	if err != nil {
		return outcome{err: err}
	}
	if err := s.stillHolds(x); err != nil {
		if x.begun != nil {
			s.end(x, err, finished(x.begun.TxnId, "aborted"))
		}
		return outcome{err: err}
	}
	delete(s.txns, x.begun.GetTxnId())
	next := state{s.work.revision + 1, s.work.entries, make(chan struct{})}
	batch := &pb.Batch{Revision: next.revision, Fingerprint: []byte(rand.Text()[:8])}
	for _, name := range slices.Sorted(maps.Keys(x.written)) {
		key := []byte(name)
		base, was, is := x.base.get(key), s.work.get(key), x.own.get(key)
		if is == base {
			continue // it was written and taken back
		}
		event := &pb.Event{Type: pb.Event_PUT, Prev: was}
		if is == nil {
			event.Type, event.Kv = pb.Event_DELETE, &pb.KeyValue{Key: key, ModRevision: next.revision}
			next.entries, _, _ = next.entries.Delete(key)
			must(tx.Bucket(bucketEntries).Delete(key))
		} else {
			if base != nil && is.CreateRevision == 0 {
				was = nil // it was deleted in between: its life begins anew
			}
			event.Kv = next.put(key, is.Value, next.revision, was)
			raw, err := proto.Marshal(event.Kv)
			must(errors.Join(err, tx.Bucket(bucketEntries).Put(key, raw)))
		}
		batch.Events = append(batch.Events, event)
	}
	if len(batch.Events) == 0 {
		return outcome{Head: x.base.revision}
	}
	raw, err := proto.Marshal(batch)
	must(errors.Join(err, tx.Bucket(bucketLog).Put(bytes64(next.revision), raw)))
	s.work = next
	return outcome{Revision: next.revision, Deleted: uint64(deleted), Head: next.revision}
}

// stillHolds refuses a transaction whose reads would be answered otherwise now, or whose checks do not hold. One
// that changes nothing and checks nothing is as good as committed at its snapshot.
func (s *store) stillHolds(x *txn) error {
	if x.ops == 0 {
		return nil
	}
	for _, in := range x.reads {
		if !same(x.base, s.work, in) {
			return refuse(codes.Aborted, "CONFLICT", "what was read was changed since; run the transaction again", "revision", s.work.revision)
		}
	}
	for _, check := range x.checks {
		if kv := s.work.get(check.Key); !holds(check.Precondition, kv) {
			current, key := kv.GetModRevision(), base64.StdEncoding.EncodeToString(check.Key)
			message := fmt.Sprintf("key %q is at mod revision %d (0: absent); expected was {%v}", check.Key, current, check.Precondition)
			return refuse(codes.FailedPrecondition, "PRECONDITION_FAILED", message, "current_mod_revision", current, "key", key)
		}
	}
	return nil
}

func (s *store) Begin(_ context.Context, r *pb.BeginRequest) (*pb.BeginResponse, error) {
	id := cmp.Or(r.TxnId, rand.Text()) + "." + s.incarnation
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ended := s.txns[id], s.outcomes["t"+id]
	switch {
	case ended.over != nil:
		return nil, ended.over
	case x != nil && x.readOnly != r.ReadOnly:
		return nil, invalid("BAD_REQUEST_ID", "transaction "+id+" was begun in another mode before")
	case x != nil:
		return x.begun, nil
	case len(s.txns) >= int(s.MaxOpenTxns):
		return nil, refuse(codes.ResourceExhausted, "TOO_MANY_TXNS", "too many transactions are open; try again later")
	}
	x = newTxn(*s.head.Load())
	x.begun = &pb.BeginResponse{TxnId: id, Header: s.header(x.base.revision), LeaseMs: s.lease(r.LeaseMs)}
	x.readOnly, x.since, x.deadline = r.ReadOnly, time.Now(), time.Now().Add(millis(x.begun.LeaseMs))
	s.txns[id] = x
	return x.begun, nil
}

// expire ends a transaction if its lease has run out.
func (s *store) expire(x *txn, now time.Time) {
	if now.After(x.deadline) || now.Sub(x.since) > millis(s.MaxTxnAgeMs) {
		err := refuse(codes.Aborted, "TXN_EXPIRED", "the lease of transaction "+x.begun.TxnId+" ran out; run it again")
		s.end(x, err, err)
	}
}

// end ends a transaction uncommitted: its commit is refused with one error, and other calls with another.
func (s *store) end(x *txn, err, over error) {
	delete(s.txns, x.begun.TxnId)
	s.remember("t"+x.begun.TxnId, outcome{err: err, over: over})
}

func finished(id, outcome string) error {
	return refuse(codes.FailedPrecondition, "TXN_FINISHED", "transaction "+id+" is "+outcome+" already", "outcome", outcome)
}

// open returns an open transaction and renews its lease. An unknown id is barred from then on, so that whoever is
// told that it is not committed may rely on it. The file need not know: no request outlives the process.
func (s *store) open(id string) (*txn, error) {
	if x := s.txns[id]; x != nil {
		s.expire(x, time.Now())
		x.deadline = time.Now().Add(millis(x.begun.LeaseMs))
	} else if s.outcomes["t"+id].over == nil {
		err := refuse(codes.Aborted, "TXN_UNKNOWN", "no transaction "+id+" is open: it is not committed and never will be")
		s.remember("t"+id, outcome{err: err, over: err})
	}
	return s.txns[id], s.outcomes["t"+id].over
}

// in runs a call in an open transaction.
func (s *store) in(id string, call func(*txn) error) error {
	s.mu.Lock()
	x, err := s.open(id)
	if err == nil {
		err = call(x)
	}
	s.mu.Unlock()
	if err != nil {
		s.write(func(*bolt.Tx) {}) // that it is committed may be what the disk does not have yet
	}
	return err
}

func (s *store) Put(ctx context.Context, r *pb.PutRequest) (*pb.PutResponse, error) {
	put := &pb.Mutation_Put_{Put: &pb.Mutation_Put{Key: r.Key, Value: r.Value}}
	o := s.change(ctx, r, r.TxnId, r.RequestId, r.Key, r.Precondition, &pb.Mutation{Kind: put})
	return &pb.PutResponse{Header: s.header(o.Head), ModRevision: o.Revision}, o.err
}

func (s *store) Delete(ctx context.Context, r *pb.DeleteRequest) (*pb.DeleteResponse, error) {
	if _, one := r.Range.GetRange().(*pb.KeyRange_Key); !one && r.Precondition.GetKind() != nil {
		return nil, invalid("BAD_RANGE", "a precondition speaks of one key, and the range is none")
	}
	deletion := &pb.Mutation_Delete{Delete: r.Range}
	o := s.change(ctx, r, r.TxnId, r.RequestId, r.Range.GetKey(), r.Precondition, &pb.Mutation{Kind: deletion})
	return &pb.DeleteResponse{Header: s.header(o.Head), Deleted: o.Deleted}, o.err
}

// change makes one change: a commit of its own, or a part of its transaction.
func (s *store) change(ctx context.Context, r proto.Message, txnID, requestID string, key []byte, p *pb.Precondition, m *pb.Mutation) (o outcome) {
	change := &pb.CommitRequest{Mutations: []*pb.Mutation{m}}
	if p.GetKind() != nil {
		change.Checks = []*pb.Check{{Key: key, Precondition: p}}
	}
	if txnID == "" {
		return s.commit(ctx, "r"+requestID, r, "", change)
	}
	if o.err = s.changes(change); o.err == nil && requestID != "" {
		o.err = invalid("BAD_REQUEST_ID", "a request id inside a transaction; the transaction's own id makes it repeatable")
	}
	if o.err == nil {
		o.err = s.in(txnID, func(x *txn) error {
			deleted, err := x.write(change, s.limits)
			o.Head, o.Deleted = x.base.revision, uint64(deleted)
			return err
		})
	}
	return o
}

func (s *store) Commit(ctx context.Context, r *pb.CommitRequest) (*pb.CommitResponse, error) {
	begun := r.TxnId
	if begun == "" {
		return nil, invalid("BAD_REQUEST_ID", "a commit has an id")
	} else if r.OneShot {
		begun = ""
	}
	o := s.commit(ctx, "t"+r.TxnId, r, begun, r)
	return &pb.CommitResponse{Header: s.header(o.Head), Revision: o.Revision, Wrote: o.Revision > 0}, o.err
}

func (s *store) Abort(_ context.Context, r *pb.AbortRequest) (*pb.AbortResponse, error) {
	aborted := finished(r.TxnId, "aborted")
	err := s.in(r.TxnId, func(x *txn) error { s.end(x, aborted, aborted); return nil })
	if status.Convert(err).Message() == status.Convert(aborted).Message() {
		err = nil // again
	}
	return &pb.AbortResponse{}, err
}
