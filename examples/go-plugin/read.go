package main

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	iradix "github.com/hashicorp/go-immutable-radix/v2"
	bolt "go.etcd.io/bbolt"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	pb "example.com/holdfast-bbolt/storepb"
)

// interval is the keys from one key on until another, exclusively; a nil until is no bound.
type interval struct{ from, until []byte }

func intervalOf(r *pb.KeyRange) interval {
	if key, ok := r.GetRange().(*pb.KeyRange_Key); ok {
		return interval{key.Key, successor(key.Key)}
	}
	prefix := r.GetPrefix()
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] < 0xFF {
			return interval{prefix, append(bytes.Clone(prefix[:i]), prefix[i]+1)}
		}
	}
	return interval{from: prefix}
}

// successor returns the first key behind a key.
func successor(key []byte) []byte { return append(bytes.Clone(key), 0) }

func (i interval) before(key []byte) bool { return i.until == nil || bytes.Compare(key, i.until) < 0 }

// state is the entries at a revision. The tree never changes: a change makes another, which shares the rest.
type state struct {
	revision uint64
	entries  *iradix.Tree[*pb.KeyValue]
	later    chan struct{} // closed when a later state is shown
}

// get returns the entry of a key, or nil where it is absent.
func (s state) get(key []byte) *pb.KeyValue {
	kv, _ := s.entries.Get(key)
	return kv
}

// in visits the entries of an interval in key order.
func (s state) in(i interval) iter.Seq[*pb.KeyValue] {
	return func(yield func(*pb.KeyValue) bool) {
		it := s.entries.Root().Iterator()
		it.SeekLowerBound(i.from)
		for key, kv, ok := it.Next(); ok && i.before(key) && yield(kv); key, kv, ok = it.Next() {
		}
	}
}

// same tells whether two states have the very same entries in an interval: none was written in between.
func same(a, b state, in interval) bool {
	return a.entries == b.entries || slices.Equal(slices.Collect(a.in(in)), slices.Collect(b.in(in)))
}

// put writes an entry on top of what was there, and returns it. What is not committed yet has the revision 0.
func (s *state) put(key, value []byte, revision uint64, was *pb.KeyValue) *pb.KeyValue {
	kv := &pb.KeyValue{Key: key, Value: value, CreateRevision: revision, ModRevision: revision, Version: 1}
	if was != nil {
		kv.CreateRevision, kv.Version = was.CreateRevision, was.Version
		if was.ModRevision != revision { // several puts of one transaction count once
			kv.Version++
		}
	}
	s.entries, _, _ = s.entries.Insert(key, kv)
	return kv
}

// holds tells whether a precondition holds of an entry, which is nil where the key is absent.
func holds(p *pb.Precondition, kv *pb.KeyValue) bool {
	switch kind := p.GetKind().(type) {
	case *pb.Precondition_Absent:
		return kv == nil
	case *pb.Precondition_Present:
		return kv != nil
	case *pb.Precondition_ModRevision:
		return kv != nil && kv.ModRevision == kind.ModRevision
	}
	return true
}

func (s *store) Get(_ context.Context, r *pb.GetRequest) (answer *pb.GetResponse, err error) {
	err = s.read(r.Range, r.TxnId, r.MinRevision, r.HistoryId, func(at state) (interval, int) {
		answer = &pb.GetResponse{Header: s.header(at.revision)}
		in, size := intervalOf(r.Range), proto.Size(answer)
		if len(r.StartAfter) > 0 && bytes.Compare(r.StartAfter, in.from) >= 0 {
			in.from = successor(r.StartAfter)
		}
		for kv := range at.in(in) {
			if r.KeysOnly {
				kv = &pb.KeyValue{Key: kv.Key, CreateRevision: kv.CreateRevision, ModRevision: kv.ModRevision, Version: kv.Version}
			}
			size += proto.Size(kv) + 5 // its tag and its length
			if n := len(answer.Kvs); n == int(s.MaxPageEntries) || n > 0 && (n == int(r.Limit) || size > int(s.MaxPageBytes)) {
				answer.More = true
				in.until = successor(kv.Key) // that there is more is an answer too
				break
			}
			answer.Kvs = append(answer.Kvs, kv)
		}
		return in, len(answer.Kvs)
	})
	return answer, err
}

func (s *store) Count(_ context.Context, r *pb.CountRequest) (answer *pb.CountResponse, err error) {
	err = s.read(r.Range, r.TxnId, r.MinRevision, r.HistoryId, func(at state) (interval, int) {
		in := intervalOf(r.Range)
		count := len(slices.Collect(at.in(in)))
		answer = &pb.CountResponse{Header: s.header(at.revision), Count: uint64(count)}
		return in, 0
	})
	return answer, err
}

// read runs a scan on the latest state, or on what its transaction sees. The scan returns what it covered, and
// how many keys it found there.
func (s *store) read(r *pb.KeyRange, txnID string, least uint64, historyID string, scan func(state) (interval, int)) error {
	if err := s.ranges(r); err != nil {
		return err
	}
	if txnID != "" {
		return s.in(txnID, func(x *txn) error {
			if err := s.notOlder(x.base.revision, least, historyID); err != nil {
				return err
			}
			covered, keys := scan(x.own)
			return x.note(covered, keys, s.limits)
		})
	}
	at := *s.head.Load()
	err := s.notOlder(at.revision, least, historyID)
	if err == nil {
		scan(at)
	}
	return err
}

// notOlder refuses a state that is older than what the caller knows, or of another history.
func (s *store) notOlder(revision, least uint64, historyID string) error {
	if historyID != "" && historyID != s.history {
		message := "the store's history is " + s.history + "; read everything anew"
		return refuse(codes.OutOfRange, "HISTORY_CHANGED", message, "history_id", s.history)
	}
	if least > revision {
		return refuse(codes.OutOfRange, "FUTURE_REVISION", "a revision that the store has not reached is of another history", "revision", revision)
	}
	return nil
}

func (s *store) header(revision uint64) *pb.Header {
	return &pb.Header{Revision: revision, HistoryId: s.history}
}

// Watch tells changes at its reader's pace: between two messages it holds a revision and no events.
func (s *store) Watch(r *pb.WatchRequest, stream pb.Store_WatchServer) error {
	if err := s.ranges(r.Ranges...); err != nil {
		return err
	} else if len(r.Ranges) == 0 || len(r.Ranges) > int(s.MaxRanges) || r.From == nil {
		return invalid("BAD_RANGE", "the watch names no range, or too many, or no start: set after_revision or now")
	}
	defer s.watches.Add(-1)
	if s.watches.Add(1) > int64(s.MaxWatches) {
		return refuse(codes.ResourceExhausted, "TOO_MANY_WATCHES", "too many watches are open; try again later")
	}
	at := s.head.Load()
	told := at.revision // every revision up to here has been told
	if from, ok := r.From.(*pb.WatchRequest_AfterRevision); ok {
		told = from.AfterRevision
	}
	var ranges []interval
	for _, one := range r.Ranges {
		ranges = append(ranges, intervalOf(one))
	}
	history := r.HistoryId
	if batch, err := s.logged(told); err == nil && len(r.AfterFingerprint) > 0 && !bytes.Equal(r.AfterFingerprint, batch.Fingerprint) {
		history = "another" // the revision that the watcher was told was not this one
	}
	if err := s.notOlder(at.revision, told, history); err != nil {
		return err
	}
	alarm := time.NewTicker(millis(min(cmp.Or(r.ProgressMs, s.MaxProgressLagMs), s.MaxProgressLagMs/2)))
	defer alarm.Stop()
	err := stream.Send(&pb.WatchResponse{Created: &pb.Created{Header: s.header(at.revision)}})
	for err == nil {
		at = s.head.Load()
		if told < at.revision {
			told++
			err = s.tell(told, ranges, r.PrevValue, stream)
			continue
		}
		select {
		case <-at.later:
		case <-alarm.C:
			err = stream.Send(&pb.WatchResponse{Progress: &pb.Progress{Revision: told}})
		case <-stream.Context().Done():
			err = context.Canceled
		}
	}
	return err
}

// tell sends the events of a revision that match, in parts if they are too large for a message.
func (s *store) tell(revision uint64, ranges []interval, withPrev bool, stream pb.Store_WatchServer) error {
	batch, err := s.logged(revision)
	if err != nil {
		return err
	}
	events := slices.DeleteFunc(batch.Events, func(event *pb.Event) bool {
		if !withPrev {
			event.Prev = nil
		}
		return !slices.ContainsFunc(ranges, func(in interval) bool {
			return bytes.Compare(event.Kv.Key, in.from) >= 0 && in.before(event.Kv.Key)
		})
	})
	const most = 1 << 20 // bytes of events in a message; a single one may be larger
	for len(events) > 0 {
		n, size := 1, proto.Size(events[0])
		for ; n < len(events) && size+proto.Size(events[n]) <= most; n++ {
			size += proto.Size(events[n])
		}
		part := &pb.Batch{Revision: revision, Fingerprint: batch.Fingerprint, Events: events[:n], Continued: n < len(events)}
		if err := stream.Send(&pb.WatchResponse{Batches: []*pb.Batch{part}}); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

// logged returns a revision of the log, with all its events.
func (s *store) logged(revision uint64) (*pb.Batch, error) {
	batch := &pb.Batch{}
	return batch, s.db.View(func(tx *bolt.Tx) error {
		raw := tx.Bucket(bucketLog).Get(bytes64(revision))
		if oldest, _ := tx.Bucket(bucketLog).Cursor().First(); raw == nil && oldest != nil {
			message := "the history that follows is gone; read everything anew"
			return refuse(codes.OutOfRange, "COMPACTED", message, "compact_revision", number64(oldest)-1)
		}
		return proto.Unmarshal(raw, batch)
	})
}
