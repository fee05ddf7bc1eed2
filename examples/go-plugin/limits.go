package main

import (
	"fmt"
	"strconv"
	"time"

	pb "example.com/holdfast-bbolt/storepb"
)

// What an operation of a transaction counts beyond its key and value.
const operationOverhead = 16

// limits are those in force; its methods judge requests by their arguments alone.
type limits struct{ *pb.Limits }

func defaultLimits() limits {
	return limits{&pb.Limits{
		MaxKeyBytes: 2_560, MaxValueBytes: 1 << 20, MaxTxnOps: 4_096, MaxTxnReads: 20_000, MaxTxnBytes: 3 << 20,
		MaxDeleteKeys: 1_000, MaxPageEntries: 10_000, MaxPageBytes: 1 << 20, MaxOpenTxns: 10_000, MaxWatches: 10_000,
		MaxRanges: 1_000, MaxQueuedWrites: 10_000, MaxTxnAgeMs: 600_000, DefaultLeaseMs: 30_000, MinLeaseMs: 100,
		MaxLeaseMs: 300_000, OutcomeRetentionMs: 600_000, HistoryRetentionMs: 600_000, MaxProgressLagMs: 1_000,
		MaxRevisionBytes: 64 << 20,
	}}
}

// configure applies the options that every plugin knows.
func (l limits) configure(options map[string]string) error {
	const day = 24 * 60 * 60 * 1_000
	longest, err1 := number(options, "max_lease_ms", uint64(l.MaxLeaseMs), day)
	shortest, err2 := number(options, "min_lease_ms", min(uint64(l.MinLeaseMs), longest), longest)
	history, err3 := number(options, "history_retention_ms", l.HistoryRetentionMs, 365*day)
	l.MinLeaseMs, l.MaxLeaseMs, l.HistoryRetentionMs = uint32(shortest), uint32(longest), history
	l.DefaultLeaseMs = l.lease(l.DefaultLeaseMs)
	l.MaxTxnAgeMs = max(l.MaxTxnAgeMs, longest)
	return first(err1, err2, err3)
}

func number(options map[string]string, name string, fallback, most uint64) (uint64, error) {
	text, given := options[name]
	if !given {
		return fallback, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n < 1 || n > most {
		return 0, refuse("BAD_OPTION", fmt.Sprintf("option %s is %q; expected is a whole number from 1 to %d", name, text, most), "option", name)
	}
	return n, nil
}

// lease returns the lease in force for one that is asked for; 0 asks for the default.
func (l limits) lease(asked uint32) uint32 {
	if asked == 0 {
		asked = l.DefaultLeaseMs
	}
	return min(max(asked, l.MinLeaseMs), l.MaxLeaseMs)
}

func millis[N uint32 | uint64](n N) time.Duration { return time.Duration(n) * time.Millisecond }

// check judges a request's arguments.
func (l limits) check(request any) error {
	switch r := request.(type) {
	case *pb.PutRequest:
		return first(l.names(r.TxnId, r.RequestId), l.mutation(putting(r.Key, r.Value)))
	case *pb.GetRequest:
		return first(l.names(r.TxnId, ""), l.keyRange(r.Range))
	case *pb.DeleteRequest:
		if _, prefix := r.Range.GetRange().(*pb.KeyRange_Prefix); prefix && r.Precondition.GetKind() != nil {
			return refuse("BAD_RANGE", "a precondition speaks of one key, and the range is a prefix")
		}
		return first(l.names(r.TxnId, r.RequestId), l.keyRange(r.Range))
	case *pb.CountRequest:
		return first(l.names(r.TxnId, ""), l.keyRange(r.Range))
	case *pb.BeginRequest:
		return id(r.TxnId, 0, 64)
	case *pb.CommitRequest:
		return l.commit(r)
	case *pb.AbortRequest:
		return id(r.TxnId, 1, 128)
	case *pb.WatchRequest:
		return l.watch(r)
	}
	return nil
}

func (l limits) key(key []byte) error {
	if len(key) == 0 {
		return refuse("KEY_EMPTY", "the key is empty; a key has at least one byte")
	}
	if len(key) > int(l.MaxKeyBytes) {
		return tooLarge("KEY_TOO_LARGE", "the key's size in bytes", len(key), int(l.MaxKeyBytes))
	}
	return nil
}

func (l limits) keyRange(r *pb.KeyRange) error {
	switch r := r.GetRange().(type) {
	case *pb.KeyRange_Key:
		return l.key(r.Key)
	case *pb.KeyRange_Prefix:
		return nil
	}
	return refuse("BAD_RANGE", "the range names neither a key nor a prefix")
}

func (l limits) mutation(m *pb.Mutation) error {
	if m.GetPut() == nil {
		return l.keyRange(m.GetDelete())
	}
	if size := len(m.GetPut().Value); size > int(l.MaxValueBytes) {
		return first(l.key(m.GetPut().Key), tooLarge("VALUE_TOO_LARGE", "the value's size in bytes", size, int(l.MaxValueBytes)))
	}
	return l.key(m.GetPut().Key)
}

// names judges the transaction and the request id of a call; either may be empty.
func (l limits) names(txnID, requestID string) error {
	if txnID != "" && requestID != "" {
		return refuse("BAD_REQUEST_ID", "a request id inside a transaction; the transaction's own id makes it repeatable")
	}
	return id(txnID+requestID, 0, 128)
}

func id(id string, least, most int) error {
	if len(id) < least || len(id) > most {
		return refuse("BAD_REQUEST_ID", fmt.Sprintf("the id has %d bytes; it has from %d to %d", len(id), least, most))
	}
	return nil
}

func (l limits) commit(r *pb.CommitRequest) error {
	longest := 128
	if r.OneShot {
		longest = 64
	}
	errs := []error{id(r.TxnId, 1, longest)}
	for _, check := range r.Checks {
		errs = append(errs, l.key(check.Key))
	}
	for _, m := range r.Mutations {
		errs = append(errs, l.mutation(m))
	}
	return first(append(errs, l.size(len(r.Checks)+len(r.Mutations), size(r.Checks, r.Mutations)))...)
}

func (l limits) size(ops, size int) error {
	if ops > int(l.MaxTxnOps) {
		return tooLarge("TXN_TOO_LARGE", "the transaction's number of mutations and checks", ops, int(l.MaxTxnOps))
	}
	if size > int(l.MaxTxnBytes) {
		return tooLarge("TXN_TOO_LARGE", "the transaction's size in bytes", size, int(l.MaxTxnBytes))
	}
	return nil
}

func size(checks []*pb.Check, mutations []*pb.Mutation) int {
	bytes := operationOverhead * (len(checks) + len(mutations))
	for _, check := range checks {
		bytes += len(check.Key)
	}
	for _, m := range mutations {
		bytes += len(m.GetPut().GetKey()) + len(m.GetPut().GetValue()) + len(intervalOf(m.GetDelete()).from)
	}
	return bytes
}

func (l limits) watch(r *pb.WatchRequest) error {
	if n := len(r.Ranges); n == 0 || n > int(l.MaxRanges) {
		return refuse("BAD_RANGE", fmt.Sprintf("the watch names %d ranges; it names from 1 to %d", n, l.MaxRanges))
	}
	if r.From == nil {
		return refuse("BAD_RANGE", "the watch names no start; set after_revision or now")
	}
	for _, one := range r.Ranges {
		if err := l.keyRange(one); err != nil {
			return err
		}
	}
	return nil
}
