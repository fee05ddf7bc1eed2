package main

import (
	"bytes"
	"iter"

	iradix "github.com/hashicorp/go-immutable-radix/v2"

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

func (i interval) contains(key []byte) bool { return bytes.Compare(key, i.from) >= 0 && i.before(key) }

func (i interval) before(key []byte) bool { return i.until == nil || bytes.Compare(key, i.until) < 0 }

// after returns the part of the interval behind a key.
func (i interval) after(key []byte) interval {
	if next := successor(key); bytes.Compare(next, i.from) > 0 {
		i.from = next
	}
	return i
}

// state is the entries at a revision. The tree never changes: a change makes another, which shares what
// stays the same.
type state struct {
	revision uint64
	entries  *iradix.Tree[*pb.KeyValue]
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
	if a.entries == b.entries {
		return true
	}
	next, stop := iter.Pull(b.in(in))
	defer stop()
	for kv := range a.in(in) {
		if other, _ := next(); other != kv {
			return false
		}
	}
	_, more := next()
	return !more
}

// apply changes the state by a mutation of a commit with a revision, or with 0 of one that is not
// committed yet, and returns the keys that it changed.
func (s *state) apply(m *pb.Mutation, revision uint64, l limits) (changed [][]byte, err error) {
	if put := m.GetPut(); put != nil {
		kv := &pb.KeyValue{Key: put.Key, Value: put.Value, CreateRevision: revision, ModRevision: revision, Version: 1}
		if was := s.get(put.Key); was != nil {
			kv.CreateRevision, kv.Version = was.CreateRevision, was.Version
			if was.ModRevision != revision { // several puts of one commit count once
				kv.Version++
			}
		}
		s.entries, _, _ = s.entries.Insert(put.Key, kv)
		return [][]byte{put.Key}, nil
	}
	for kv := range s.in(intervalOf(m.GetDelete())) {
		if changed = append(changed, kv.Key); len(changed) > int(l.MaxDeleteKeys) {
			return nil, tooLarge("TXN_TOO_LARGE", "the number of keys to delete", len(changed), int(l.MaxDeleteKeys))
		}
	}
	for _, key := range changed {
		s.entries, _, _ = s.entries.Delete(key)
	}
	return changed, nil
}

// difference returns the event that makes one entry of another, nil if there is none; nil is no entry.
func difference(key []byte, was, is *pb.KeyValue, revision uint64) *pb.Event {
	switch {
	case was == is:
		return nil
	case is == nil:
		return &pb.Event{Type: pb.Event_DELETE, Kv: &pb.KeyValue{Key: key, ModRevision: revision}, Prev: was}
	default:
		return &pb.Event{Type: pb.Event_PUT, Kv: is, Prev: was}
	}
}

// holds tells whether a precondition holds of an entry.
func holds(p *pb.Precondition, kv *pb.KeyValue) bool {
	switch kind := p.GetKind().(type) {
	case *pb.Precondition_Absent:
		return kv == nil
	case *pb.Precondition_Present:
		return kv != nil
	case *pb.Precondition_ModRevision:
		return kv != nil && kv.ModRevision == kind.ModRevision
	default:
		return true
	}
}
